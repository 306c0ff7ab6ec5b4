"""Lesson 07: a table from MySQL to the warehouse by way of S3. What answers must show, and the known mistakes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from workbook.checking.rules import copied_tables
from workbook.checking.rules.by_copy import ByTheBucket
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.memory import LoadsInPieces, Streams
from workbook.checking.rules.result_rows import Mistake
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, PyExercise, Scenario, Table, load_module

tables = load_module("07-full-refresh", "tables")
tickets = load_module("07-full-refresh", "tickets")

notebook = Fixture(
    "the lesson's tables",
    warehouse=[tables.nps([], "warehouse"), tables.notes([], "warehouse")],
    source=[tables.nps(nps_and_weather.nps_modified_file, "source"), tables.notes(tables.NOTES, "source")],
)

# --- to-csv


def query(name: str, text: str, source: Sequence[Table], warehouse: Table) -> Scenario:
    return Scenario(
        name,
        source=source,
        warehouse=[warehouse],
        arguments=lambda: (text, copied_tables.Sink()),
        table=warehouse.name,
    )


def some_notes() -> Table:
    columns = {name: tables.NOTES_WAREHOUSE[name] for name in ("note", "id")}
    return Table("notes", columns)


WIDE = [f"id + {n} AS n{n}" for n in range(1_010)]  # more columns than what cuts a row at a thousand keeps
QUERIES = [
    query(
        "the exercise's rows",
        "SELECT * FROM notes ORDER BY id",
        [tables.notes(tables.NOTES, "source")],
        tables.notes([], "warehouse"),
    ),
    query("the rows of nps", "SELECT * FROM nps", [tables.nps(tables.NPS, "source")], tables.nps([], "warehouse")),
    query(
        "a query without rows",
        "SELECT * FROM nps WHERE id > 100",
        [tables.nps(tables.NPS, "source")],
        tables.nps([], "warehouse"),
    ),
    query(
        "two columns of notes, the text first",
        "SELECT note, id FROM notes WHERE id > 3",
        [tables.notes(tables.NOTES, "source")],
        some_notes(),
    ),
    query(
        "texts of all kinds",
        "SELECT * FROM notes",
        [tables.notes(tables.OTHERS, "source")],
        tables.notes([], "warehouse"),
    ),
    query(
        "one column",
        "SELECT note FROM notes",
        [tables.notes([*tables.NOTES, *tables.OTHERS], "source")],
        Table("notes", {"note": "TEXT"}),
    ),
    query(
        "1,010 columns",
        f"SELECT {', '.join(WIDE)} FROM nps",
        [tables.nps(tables.NPS, "source")],
        Table("nps", {f"n{n}": "BIGINT" for n in range(len(WIDE))}),
    ),
    # More than most batches have rows: the last row of one must end before the next begins.
    replace(
        query("12,000 rows", "SELECT * FROM visits", [tables.visits(tables.MANY_VISITS)], tables.visits([])),
        seconds=30.0,
    ),
]
# By the scenario's name, what its query makes of the source's rows.
EXPECTED: dict[str, Callable[[Fixture], list[tuple]]] = {
    QUERIES[0].name: lambda scenario: scenario.rows("notes", "source"),
    QUERIES[1].name: lambda scenario: scenario.rows("nps", "source"),
    QUERIES[2].name: lambda scenario: [row for row in scenario.rows("nps", "source") if row.id > 100],
    QUERIES[3].name: lambda scenario: [(r.note, r.id) for r in scenario.rows("notes", "source") if r.id > 3],
    QUERIES[4].name: lambda scenario: scenario.rows("notes", "source"),
    QUERIES[5].name: lambda scenario: [(row.note,) for row in scenario.rows("notes", "source")],
    QUERIES[6].name: lambda scenario: [
        tuple(row.id + n for n in range(len(WIDE))) for row in scenario.rows("nps", "source")
    ],
    QUERIES[7].name: lambda scenario: scenario.rows("visits", "source"),
}
MANY = Scenario(
    "a million rows",
    source=[tables.DIGITS],
    arguments=lambda: (tables.A_MILLION, copied_tables.Sink(keep=False)),
    seconds=100,
)


def asked(scenario: Fixture) -> list[tuple]:
    """The rows that a scenario's query gives."""
    return EXPECTED[scenario.name](scenario)


# --- full-refresh

# Objects of other tables, whose names begin as this one's: rows of the same columns, so that a COPY takes them.
OTHERS = {
    "nps_old.csv": b"1001,2024-01-01 08:00:00,5,2024-01-01 08:00:00,0\n",
    "nps_old/0001.csv": b"1002,2024-01-01 08:00:00,5,2024-01-01 08:00:00,0\n",
    "nps2.csv": b"1003,2024-01-01 08:00:00,5,2024-01-01 08:00:00,0\n",
}


def refresh(name: str, source: Table, warehouse: Table, **further) -> Scenario:
    return Scenario(
        name,
        source=[source],
        warehouse=[warehouse],
        arguments=(warehouse.name,),
        table=warehouse.name,
        **further,
    )


REFRESHES = [
    refresh(
        "the exercise's rows",
        tables.nps(tables.NPS, "source"),
        tables.nps(tables.NPS_BEFORE, "warehouse"),
        objects=OTHERS,
    ),
    refresh(
        "the table notes, of all types",
        tables.notes(tables.NOTES, "source"),
        tables.notes(tables.NOTES_BEFORE, "warehouse"),
    ),
    refresh("texts of all kinds", tables.notes(tables.OTHERS, "source"), tables.notes([], "warehouse")),
    refresh("an empty source", tables.nps([], "source"), tables.nps(tables.NPS, "warehouse"), objects=OTHERS),
    refresh("an empty table", tables.nps(tables.NPS[1:3], "source"), tables.nps([], "warehouse")),
    refresh(
        "the table visits, without a key, with rows that repeat",
        tables.visits(tables.VISITED),
        tables.visits(tables.VISITED[:1]),
    ),
]
REPEATED = REFRESHES[-1]  # without a key, nothing refuses rows that come twice
REFRESHES.append(
    replace(
        refresh(
            "thousands of visits",
            tables.visits([(page and page[:3], n % 7) for page, n in tables.MANY_VISITS[:2_700]]),
            tables.visits(tables.MANY_VISITS[:2_600]),
        ),
        large=True,
        seconds=30.0,
    )
)
LARGE = Scenario(
    "a large table",
    source=[tables.DIGITS, tables.UPTO, tables.WIDE_VIEW],
    warehouse=[Table("wide", tables.WIDE)],
    arguments=("wide",),
    table="wide",
    seconds=100,
)


def source_rows(scenario: Fixture) -> list[tuple]:
    return scenario.rows(scenario.table, "source")


def warehouse_rows(scenario: Fixture) -> list[tuple]:
    return scenario.rows(scenario.table, "warehouse")


def both(scenario: Fixture) -> list[tuple]:
    return [*warehouse_rows(scenario), *source_rows(scenario)]


def newer(scenario: Fixture) -> list[tuple]:
    """The source's rows, and the warehouse's whose first value the source does not have."""
    ids = {row[0] for row in source_rows(scenario)}
    return [*source_rows(scenario), *(row for row in warehouse_rows(scenario) if row[0] not in ids)]


MISTAKES = (
    Mistake("The table is unchanged: nothing was loaded, or it was not committed.", warehouse_rows),
    Mistake(
        "The old rows are still there: a full refresh also removes rows that the source no longer has.",
        newer,
    ),
    Mistake("The new rows were added to the old ones: empty the table in the same transaction.", both),
    Mistake("The table is empty: no rows were loaded.", lambda scenario: []),
    Mistake("Each row is there twice.", lambda scenario: [*source_rows(scenario), *source_rows(scenario)]),
    Mistake(
        "The first row is missing: IGNOREHEADER 1 treats it as a header.",
        lambda scenario: source_rows(scenario)[1:],
    ),
)

exercises = [
    PyExercise(
        "to-csv",
        function="to_csv",
        parts=("source",),
        arguments=("query", "fileobj"),
        scenarios=QUERIES,
        table="",
        points=2,
        rules=[copied_tables.ReadsBack(asked), Streams(MANY, tables.MILLION, 64)],
        hints=(
            "There are two things to decide: how you read the rows (all at once, or a few at a time?), and how"
            " you write a value. For the first, pymysql.cursors has a cursor that leaves the rows on the server.",
            "csv.writer writes nothing for None, and nothing for ''. So write the fields yourself, with a"
            " function of one value that looks for None first, then for str, then for the rest.",
            "None is '', a str is '\"' + value.replace('\"', '\"\"') + '\"', everything else is str(value). Join a"
            " row with commas, end it with \\n, and loop over source.cursor(pymysql.cursors.SSCursor) after"
            " execute().",
        ),
    ),
    PyExercise(
        "full-refresh",
        function="full_refresh",
        parts=("source", "s3", "bucket", "warehouse"),
        arguments=("table",),
        scenarios=REFRESHES,
        table="nps",
        points=3,
        rules=[
            copied_tables.Arrives(source_rows, MISTAKES),
            SameTable("nps", "Change its rows, in one transaction."),
            NoTableLeft(),
            NeverHalfDone("nps"),
            ByTheBucket(REFRESHES[0]),
            copied_tables.Again(
                source_rows, REFRESHES[0], "DELETE FROM nps WHERE id IN (1, 6)", lambda: tables.NPS[1:4]
            ),
            copied_tables.NothingArrives("nps", REFRESHES[0]),
            copied_tables.NothingArrives("visits", REPEATED),
            LoadsInPieces(
                LARGE,
                tables.WIDE_ROWS,
                tables.WIDE_MB,
                192,
                "UPDATE upto SET n = 3",
                lambda: tables.wide(3),
            ),
        ],
        hints=(
            "Three steps: write the source's rows to a file (your to_csv does that), send the file to the"
            " bucket, and replace the rows. Only the last step needs the warehouse's transaction: which two"
            " statements are in it?",
            "tempfile.TemporaryFile() holds the CSV on disk, and s3.upload_fileobj(file, bucket, key) sends it"
            " in pieces, after file.seek(0). COPY reads a prefix: give each run its own one, such as the"
            " table's name, a slash, uuid.uuid4().hex and another slash.",
            "source.rollback(); SELECT * FROM table into the file; the file to the key prefix + 'data.csv';"
            " then, inside `with warehouse:`, a cursor, DELETE FROM table, COPY table FROM 's3://bucket/prefix'"
            " CSV. The block commits at its end, or rolls back and raises the error again.",
        ),
    ),
    tickets.EXERCISE,
]
