"""What a pandas DataFrame holds, as plain values: for rules, and to be sent from a process that is not trusted.

pandas is not imported here: where it is not loaded, nothing is a frame.
"""

import datetime as dt
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Cells:
    """A frame's column names, and each column's values: None for whatever pandas takes for missing."""

    names: list
    columns: list[list]


def cells_of(value: object) -> Cells | None:
    """What a frame holds; None for what is no frame."""
    if isinstance(value, Cells):
        return value
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(value, pandas.DataFrame):
        return None
    columns = [value.iloc[:, at].tolist() for at in range(value.shape[1])]
    return Cells(list(value.columns), [[_plain(pandas, each) for each in column] for column in columns])


def _plain(pandas: Any, value: Any) -> object:
    """A value as Python's own types have it."""
    if value is None or value is pandas.NA or value is pandas.NaT or _is_nan(value):
        return None
    if type(value).__module__ == "numpy":
        if type(value).__name__ == "datetime64":
            value = pandas.Timestamp(value)
        elif hasattr(value, "item"):
            value = value.item()
    if isinstance(value, pandas.Timestamp):
        return dt.datetime.fromisoformat(value.isoformat(timespec="microseconds"))
    return value


def _is_nan(value: object) -> bool:
    return value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and value != value
