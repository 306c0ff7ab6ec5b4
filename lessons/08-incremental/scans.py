"""The exercise repair-the-scan-load: its tables, its oracle, and the mistakes that are known by name."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent, Retried
from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import Fixture, PyExercise, Scenario, Table

SCANS = {
    "scan_id": "INT NOT NULL PRIMARY KEY",
    "parcel": "TEXT NOT NULL",
    "depot": "TEXT NOT NULL",
    "scanned_at": "TIMESTAMP NOT NULL",
}
COLUMNS = tuple(SCANS)
HOUR, MICROSECOND = dt.timedelta(hours=1), dt.timedelta(microseconds=1)
Row = tuple[int, str, str, dt.datetime]


def at(hour: int, minute: int = 0, second: int = 0, micro: int = 0) -> dt.datetime:
    return dt.datetime(2025, 3, 10, hour, minute, second, micro)


def _load(name: str, log: Sequence[Row], scans: Sequence[Row]) -> Scenario:
    return Scenario(name, warehouse=[Table("scan_log", SCANS, log), Table("scans", SCANS, scans)])


LOG = [
    (1, "P1", "Busan", at(12, 10)),
    (2, "P2", "Busan", at(13, 20)),
    (4, "P3", "Seoul", at(14)),
]
NEWEST = at(23, 59, 59, 999_999)
MANY = [(n, f"P{n % 700}", f"depot {n % 9}", at(10) + dt.timedelta(seconds=n * 3)) for n in range(2_700)]

LOADS = [
    _load(
        "the exercise's rows",
        LOG,
        [
            (1, "P1", "Gimhae", at(12, 10)),
            (2, "P2", "Ulsan", at(13, 20)),
            (4, "P3", "Seoul", at(14)),
            (5, "P4", "Seoul", at(14)),
            (6, "P5", "Jeju", at(13, 5)),
            (7, "P6", "Jeju", at(12, 30)),
            (8, "P2", "Daegu", at(14, 10)),
        ],
    ),
    _load(
        "an empty scan_log",
        [],
        [
            (3, "P1", "Busan", at(1)),
            (1, "P2", "Seoul", at(20)),
            (2, "P1", "Jeju", at(9)),
            (5, "P5", "Jeju", dt.datetime(2000, 1, 1)),
        ],
    ),
    _load("no scans", LOG, []),
    _load("two empty tables", [], []),
    _load("nothing new, and scans that only scan_log has", [*LOG, (9, "P9", "Jeju", at(13, 59))], LOG),
    _load(
        "scans at the border of the hour, and within a microsecond of it",
        [
            (1, "P1", "Busan", NEWEST),
            (-5, "P1", "Busan", NEWEST - 2 * HOUR),
            (7, "P7", "Jeju", NEWEST - HOUR),
            (8, "P8", "Jeju", NEWEST - HOUR / 4),
            (9, "P9", "Jeju", NEWEST - HOUR / 4),
        ],
        [
            (2, "P2", "Seoul", NEWEST - HOUR),
            (3, "P3", "Seoul", NEWEST - HOUR - MICROSECOND),
            (-5, "P1", "Gimhae", NEWEST - HOUR + MICROSECOND),
            (7, "P7", "Ulsan", NEWEST - HOUR - MICROSECOND),
            (8, "P8", "Jeju", NEWEST - HOUR / 2),
            (9, "P90", "Jeju", NEWEST - HOUR / 4),
            (2**31 - 1, " 소포 7, to be signed for ", " 서울, north gate ", NEWEST + MICROSECOND),
            (2**31 - 2, "", "it's closed", NEWEST),
            (-(2**31), "P1", "Busan", NEWEST),
        ],
    ),
    replace(
        _load(
            "thousands of scans",
            [(*row[:2], "an old depot", row[3]) for row in MANY if row[0] % 7 and row[3] < at(11, 30)],
            MANY,
        ),
        large=True,
    ),
]


def _over(rows: Iterable[tuple], others: Iterable[tuple]) -> list[tuple]:
    """`rows`, with each of `others` in place of the row with its scan_id."""
    return list({row[0]: row for side in (rows, others) for row in side}.values())


def from_mark(wanted: Callable[[dt.datetime, dt.datetime], bool]) -> Callable[[Fixture], list[tuple]]:
    """The rows of scans that are `wanted`, by their time and the mark; all of them where there is no mark."""

    def chosen(load: Fixture) -> list[tuple]:
        mark = max((row.scanned_at for row in load.rows("scan_log")), default=None)
        return [row for row in load.rows("scans") if mark is None or wanted(row.scanned_at, mark)]

    return chosen


of_the_hour = from_mark(lambda time, mark: time >= mark - HOUR)
_newer = from_mark(lambda time, mark: time > mark)


def loaded(load: Fixture) -> list[tuple]:
    """scan_log with the scans from an hour before its newest one on."""
    return _over(load.rows("scan_log"), of_the_hour(load))


def _merged(chosen: Callable[[Fixture], list[tuple]]) -> Callable[[Fixture], list[tuple]]:
    return lambda load: _over(load.rows("scan_log"), chosen(load))


def _first_come(load: Fixture) -> list[tuple]:
    return _over(of_the_hour(load), load.rows("scan_log"))


def _newest_version(load: Fixture) -> list[tuple]:
    """A merge by which only a later scanned_at replaces an earlier one."""
    rows = {row.scan_id: row for row in load.rows("scan_log")}
    for row in of_the_hour(load):
        if row.scan_id not in rows or row.scanned_at >= rows[row.scan_id].scanned_at:
            rows[row.scan_id] = row
    return list(rows.values())


def _nothing_into_empty(load: Fixture) -> list[tuple]:
    return load.rows("scan_log") and loaded(load)


MISTAKES = (
    Mistake("scan_log is unchanged: no scan arrived.", lambda load: load.rows("scan_log")),
    *(
        Mistake(
            "Only scans after the newest one of scan_log arrived: > leaves out those of the same second, and those"
            " that come late. Go back an hour from the mark, with >=.",
            newer,
        )
        for newer in (_merged(_newer), lambda load: load.rows("scan_log") and _merged(_newer)(load))
    ),
    Mistake(
        "Late scans did not arrive: go back an hour from the mark.",
        _merged(from_mark(lambda time, mark: time >= mark)),
    ),
    Mistake(
        "A scan exactly an hour before the mark did not arrive: > should be >=.",
        _merged(from_mark(lambda time, mark: time > mark - HOUR)),
    ),
    Mistake(
        "An empty scan_log stays empty: max() of no rows is NULL, and nothing is >= NULL. Then copy all scans.",
        _nothing_into_empty,
    ),
    Mistake(
        "Scans from more than an hour before the mark were copied too: those hours are closed.",
        _merged(lambda load: load.rows("scans")),
    ),
    Mistake(
        "Corrected scans keep their old values: a row of scans replaces the row with its scan_id.", _first_come
    ),
    Mistake(
        "Corrections that give a scan an earlier time did not arrive: a row of scans replaces the row with its"
        " scan_id, whichever of the two has the later scanned_at.",
        _newest_version,
    ),
    Mistake("The rows that scan_log had are gone: they stay, unless a row of scans replaces them.", of_the_hour),
)
SYMPTOMS = (
    Symptom(
        "Scans from more than an hour before the mark were copied too. If you delete rows first, the newest one"
        " may be among them, and the mark is lost: find out the mark, or the rows to copy, before you delete.",
        lambda load, got: not {row[0] for row in got} <= {row[0] for row in loaded(load)},
    ),
    Symptom("A scan is missing.", lambda load, got: len(got) < len(loaded(load))),
    Symptom("A row of scan_log is not the one that it should be.", lambda load, got: True),
)

LOADED = TableRows("public.scan_log", COLUMNS, loaded, MISTAKES, SYMPTOMS)

EXERCISE = PyExercise(
    id="repair-the-scan-load",
    function="load_scans",
    arguments=(),
    scenarios=LOADS,
    table="scan_log",
    rules=[
        LOADED,
        TableRows("public.scans", COLUMNS, lambda load: load.rows("scans")),
        SameTable("scan_log", "Change its rows, in one transaction."),
        NoTableLeft(),
        NeverHalfDone("scan_log"),
        Idempotent("scan_log"),
        Retried(LOADED, LOADS[0], ()),
        NothingChanges("scan_log", LOADS[0]),
    ],
    hints=(
        "Which scans does > leave out: those in the same second as the mark, those that come late, corrected ones?"
        " And what is max(scanned_at) of an empty table?",
        "First find the rows to copy: those from an hour before the mark on, with >=, and all of them if there is"
        " no mark (coalesce). Put them into a temporary table, because deleting rows may move the mark.",
        "CREATE TEMP TABLE fresh AS SELECT … WHERE scanned_at >= (SELECT coalesce(max(…), '2000-01-01') - INTERVAL"
        " '1 hour' FROM …). Then DELETE the rows of scan_log whose scan_id is in fresh, INSERT those of fresh, and"
        " drop fresh: all in one transaction.",
    ),
)
