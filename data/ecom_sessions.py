"""How ecom-sessions.csv was made from the data set `ecom.csv.gz` of the Python package retentioneering 5.2.4.

    python data/ecom_sessions.py retentioneering/datasets/ecom.csv.gz data/ecom-sessions.csv

The original has one row for each of 31,106 events. A session is cut there already: `session_id`. Kept of each is
its user, when it begins (its first event), and the user's acquisition channel. Nothing else is changed.
"""

import csv
import gzip
import sys
from pathlib import Path

COLUMNS = ("session_id", "user_id", "started_at", "acquisition_channel")


def sessions(events: Path) -> list[tuple[str, str, str, str]]:
    """The sessions of a gzipped CSV file of events, by `session_id`, in the order of COLUMNS."""
    found: dict[str, tuple[str, str, str, str]] = {}
    with gzip.open(events, "rt", encoding="utf-8", newline="") as file:
        for event in csv.DictReader(file):
            key, at = event["session_id"], event["timestamp"]
            # Stamps are all written as 2024-03-13 10:21:14, so the earliest is the smallest text.
            if key not in found or at < found[key][2]:
                found[key] = (key, event["user_id"], at, event["acquisition_channel"])
    return [found[key] for key in sorted(found)]


if __name__ == "__main__":
    events, target = map(Path, sys.argv[1:])
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sessions(events))
