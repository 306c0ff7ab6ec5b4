"""What the binary log of a second server held after the walk-through's statements: for classes, which start none.

tests/lessons/test_binlog.py compares it with what a server says today.
"""

import datetime as dt

NEW_YEAR = dt.datetime(2026, 1, 1, 9, 30)


def _row(id: int, created_at: dt.datetime, score: int, modified: dt.datetime) -> dict:
    return {"id": id, "created_at": created_at, "score": score, "modified": modified, "deleted": False}


_GIVEN = dt.datetime(2025, 12, 26, 12, 43, 41)
_FIRST = _row(42, dt.datetime(2025, 1, 1, 10, 25, 42), 7, dt.datetime(2025, 1, 1, 10, 28, 46))
_OTHER = _row(100000, dt.datetime(2025, 9, 16, 12, 33, 47), 7, dt.datetime(2025, 9, 16, 12, 33, 47))
_CHANGED = _row(147265, _GIVEN, 3, NEW_YEAR)
_NEW = _row(150001, NEW_YEAR, 10, NEW_YEAR)

# (position, kind, before, after), oldest first
EVENTS = [
    (629, "update", _row(147265, _GIVEN, 4, _GIVEN), _CHANGED),
    (930, "update", _CHANGED, {**_CHANGED, "score": 4}),
    (1227, "delete", _FIRST, None),
    (1228, "delete", _OTHER, None),
    (1558, "insert", None, _NEW),
    (1861, "update", _NEW, {**_NEW, "id": 150002}),
]
