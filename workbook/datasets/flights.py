"""The flights that left New York in 2013, and the airlines that flew them: real (see data/README.md)."""

import lzma
from itertools import islice
from pathlib import Path

from workbook import paths
from workbook.datasets import nps_and_weather

ROWS = 336_776
# The table, as fixtures.Table takes it. 515 in `sched_dep_time` is 05:15, local time; `distance` is in miles.
COLUMNS = {
    "month": "SMALLINT NOT NULL",
    "day": "SMALLINT NOT NULL",
    "sched_dep_time": "SMALLINT NOT NULL",
    "carrier": "TEXT NOT NULL",
    "flight": "INT NOT NULL",
    "origin": "TEXT NOT NULL",
    "dest": "TEXT NOT NULL",
    "distance": "INT NOT NULL",
}
# From airlines.csv of the same package.
AIRLINES = [
    ("9E", "Endeavor Air"),
    ("AA", "American Airlines"),
    ("AS", "Alaska Airlines"),
    ("B6", "JetBlue Airways"),
    ("DL", "Delta Air Lines"),
    ("EV", "ExpressJet Airlines"),
    ("F9", "Frontier Airlines"),
    ("FL", "AirTran Airways"),
    ("HA", "Hawaiian Airlines"),
    ("MQ", "Envoy Air"),
    ("OO", "SkyWest Airlines"),
    ("UA", "United Air Lines"),
    ("US", "US Airways"),
    ("VX", "Virgin America"),
    ("WN", "Southwest Airlines"),
    ("YV", "Mesa Airlines"),
]


def flights_csv(home: Path, rows: int = ROWS) -> Path:
    """The first `rows` flights of data/flights.csv.xz as a CSV file in `home`/data, unpacked when first asked for.

    No header, COLUMNS in their order, no value missing. Raises WorkbookError where it can't be written.
    """

    def lines():
        with lzma.open(paths.DATA / "flights.csv.xz", "rt", encoding="utf-8", newline="") as file:
            next(file)
            yield from islice(file, rows)

    return nps_and_weather.written(home / "data" / f"flights-{rows}.csv", lines(), rows)
