"""What a frame holds, as plain values, here and after the way from another process."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd

from workbook.checking.data_frames import Cells, cells_of
from workbook.grading.sandbox import json_channel

NOON = dt.datetime(2025, 3, 1, 12, 0, 0, 5)
FRAME = pd.DataFrame(
    {
        "nullable": pd.array([2**64 - 1, None], dtype="UInt64"),
        "floats": [1.5, float("nan")],
        "objects": pd.Series([np.int64(7), pd.NA], dtype=object),
        "decimals": pd.Series([Decimal("0.10"), Decimal("NaN")], dtype=object),
        "texts": pd.Series(["", "nan"], dtype="string"),
        "times": pd.Series([NOON, pd.NaT]),
        "in UTC": pd.to_datetime([NOON, None], utc=True),
    }
)
CELLS = Cells(
    list(FRAME.columns),
    [
        [2**64 - 1, None], [1.5, None], [7, None], [Decimal("0.10"), None], ["", "nan"], [NOON, None],
        [NOON.replace(tzinfo=dt.UTC), None],
    ],
)  # fmt: skip


def test_cells_are_plain_values_and_none_where_one_is_missing():
    assert cells_of(FRAME) == CELLS
    assert {type(value) for column in CELLS.columns for value in column} == {
        type(value) for column in cells_of(FRAME).columns for value in column
    }


def test_what_is_no_frame_has_no_cells():
    assert cells_of([1, 2]) is cells_of(None) is cells_of(FRAME["floats"]) is None


def test_a_frame_is_sent_as_its_cells():
    assert json_channel.decode(json_channel.encode(FRAME)) == CELLS
    assert json_channel.decode(json_channel.encode(FRAME[:0])) == Cells(CELLS.names, [[]] * len(CELLS.names))
