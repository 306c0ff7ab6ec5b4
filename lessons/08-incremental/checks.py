"""Lesson 08: the rows that changed, merged into the warehouse. What answers must show."""

from workbook.checking.rules.by_copy import ByTheBucket
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.faults import NothingChanges
from workbook.checking.rules.idempotent import Idempotent
from workbook.checking.rules.plan import ReadsIndex
from workbook.checking.rules.result_rows import ResultRows
from workbook.checking.rules.returned import ReturnsList
from workbook.checking.rules.same_as_full import SameAsFull
from workbook.checking.rules.second_session import NeverHalfDone
from workbook.checking.rules.table_rows import TableRows
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, PyExercise, SqlExercise, load_module

mistakes = load_module("08-incremental", "mistakes")
day_mistakes = load_module("08-incremental", "day_mistakes")
days = load_module("08-incremental", "days")
log = load_module("08-incremental", "log")
reruns = load_module("08-incremental", "reruns")
scans = load_module("08-incremental", "scans")
tables = load_module("08-incremental", "tables")
window = load_module("08-incremental", "window_mistakes")

# The walk-through: production's answers, and last night's copy.
notebook = Fixture(
    "the lesson's tables",
    warehouse=[tables.warehouse(days.eve_file)],
    source=tables.source(nps_and_weather.nps_modified_file),
)

# --- the exercises

exercises = [
    SqlExercise(
        id="changed-rows",
        engine="source",
        fixtures=tables.CHANGED,
        rules=[
            ResultRows(tables.COLUMNS, window.changed, window.CHANGED, symptoms=window.SYMPTOMS),
            ReadsIndex("nps", "modified", window.LARGE, index="nps_modified"),
        ],
        hints=(
            "Which column says when a row was last changed? A new answer has it too. And a day is not a moment:"
            " when does it begin, and what is the first moment after it?",
            "A comparison of the column itself can use the index, a function of the column can't: modified >= …"
            " AND modified < …. The end belongs to the next day, so it is < and not <=.",
            "The start is :run_date, without quotes. The end is one day later: :run_date + INTERVAL 1 DAY."
            " SELECT * is all that you need, and withdrawn responses stay in.",
        ),
    ),
    SqlExercise(
        id="apply-changes",
        engine="warehouse",
        fixtures=tables.APPLIED,
        points=2,
        rules=[
            TableRows("public.nps", tables.COLUMNS, mistakes.merged, mistakes.APPLIED, mistakes.APPLIED_SYMPTOMS),
            SameTable("public.nps", "Change its rows, or empty it and fill it again, in one transaction."),
            NoTableLeft(),
            Idempotent("public.nps"),
        ],
        hints=(
            "Two questions: which of the rows that stage has for an id is the newest (lesson 04), and is it at"
            " least as new as the row of nps?",
            "Use the newest row that stage has for each id, and change nps only where that row is newer or"
            " equally new: by DELETE and INSERT, MERGE, or an upsert. Set all columns: the row wins as a whole.",
            "BEGIN; DELETE FROM nps USING stage WHERE the ids are equal AND nps.modified <= stage.modified;"
            " INSERT INTO nps the rows of stage that ROW_NUMBER() numbers 1, newest first, and whose id is no"
            " longer in nps; COMMIT.",
        ),
    ),
    SqlExercise(
        id="current-answers",
        engine="warehouse",
        fixtures=tables.CURRENT,
        rules=[ResultRows(tables.COLUMNS, lambda f: mistakes.live(f.rows("nps")), mistakes.CURRENT)],
        hints=(
            "Which column says that an answer was withdrawn? Look at the example: which rows are left out?",
            "deleted is a BOOLEAN, so it is a condition by itself, and NOT reverses it.",
            "SELECT all five columns of nps, with WHERE, then NOT, then the column's name.",
        ),
    ),
    PyExercise(
        id="find-hard-deletes",
        function="find_hard_deletes",
        arguments=(),
        parts=("source", "warehouse"),
        scenarios=tables.HARD_DELETES,
        table="nps",
        rules=[
            ReturnsList(mistakes.gone, "ids", mistakes.HARD_DELETES),
            TableRows("public.nps", tables.COLUMNS, lambda f: f.rows("nps")),
        ],
        hints=(
            "No query can ask both servers at once. What do you need from each, and how can you compare the two"
            " in Python?",
            "SELECT id FROM nps on each side. cursor.fetchall() gives a list of rows, each with one value:"
            " {row[0] for row in cursor} is a set of the ids.",
            "For sets, a - b holds what is in a and not in b. Which side is a here? sorted() turns a set into a"
            " list in order.",
        ),
    ),
    PyExercise(
        id="incremental",
        function="incremental",
        arguments=("run_date",),
        parts=("source", "s3", "bucket", "warehouse"),
        scenarios=tables.LOADS,
        table="nps",
        points=3,
        rules=[
            TableRows(
                "public.nps",
                tables.COLUMNS,
                day_mistakes.loaded,
                day_mistakes.LOADED,
                day_mistakes.LOADED_SYMPTOMS,
            ),
            SameTable("nps", "Change its rows, in one transaction."),
            NoTableLeft(),
            NeverHalfDone("nps"),
            Idempotent("public.nps"),
            ByTheBucket(tables.LOADS[0], "nps"),
            reruns.SameSecond(tables.LOADS[0], tables.SECOND_CHANGE),
            reruns.RowsMoveOn(tables.LOADS[0], tables.NEXT_DAY),
            SameAsFull("nps", day_mistakes.points_to),
            NothingChanges("nps", tables.LOADS[0], or_done=True),
        ],
        hints=(
            "Four steps: the day's rows from the source (changed-rows), a CSV object in the bucket, a stage with"
            " COPY, and the merge (apply-changes). Which of them must be one transaction?",
            "Begin with source.rollback(), so that you read what the source holds now. csv.writer writes None as"
            " an empty field, which COPY reads as NULL: that is right here, since no column holds text."
            " s3.put_object(Bucket=bucket, Key=…, Body=…) wants the text as bytes; put the day into the key."
            " A day without changes needs no object.",
            "In `with warehouse, warehouse.cursor() as cursor:` CREATE TEMP TABLE stage (LIKE nps); COPY stage"
            " FROM 's3://…' CSV; DELETE FROM nps USING stage WHERE nps.id = stage.id; INSERT INTO nps SELECT *"
            " FROM stage; DROP TABLE stage. modified need not be compared: production's row is never older. And"
            " the source has each id once, so stage does too.",
        ),
    ),
    log.EXERCISE,  # apply-log
    scans.EXERCISE,  # repair-the-scan-load
]
