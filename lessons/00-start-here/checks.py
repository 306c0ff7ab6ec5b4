"""Lesson 00: one query on the warehouse."""

import datetime as dt

from workbook.checking.rules import result_rows
from workbook.checking.rules.result_rows import Mistake
from workbook.datasets import nps_and_weather
from workbook.exercises import Fixture, SqlExercise, Table

NPS = {"id": "INT NOT NULL PRIMARY KEY", "created_at": "TIMESTAMP", "score": "SMALLINT"}
SOURCE_NPS = {**NPS, "id": "INT NOT NULL AUTO_INCREMENT PRIMARY KEY"}


def nps(name: str, responses: list[tuple]) -> Fixture:
    return Fixture(name, warehouse=[Table("nps", NPS, responses)])


notebook = Fixture(
    "the lesson's tables",
    warehouse=[Table("nps", NPS, nps_and_weather.nps_file)],
    source=[Table("nps", SOURCE_NPS, nps_and_weather.nps_file)],
)

MARCH = list(nps_and_weather.nps(rows=900))
NOON = dt.datetime(2025, 3, 1, 12)


def one_value(value):
    """An oracle of one row with one value: what `value` makes of the table's rows."""
    return lambda fixture: [(value(fixture.rows("nps")),)]


MISTAKES = (
    Mistake(
        "You counted the different scores. Each row is one response, so count rows.",
        one_value(lambda found: len({row.score for row in found} - {None})),
    ),
    Mistake(
        "You counted the different times, but two people may respond in the same second. Count rows.",
        one_value(lambda found: len({row.created_at for row in found} - {None})),
    ),
    Mistake(
        "That is the largest id. Ids have gaps, so it is not the number of rows.",
        one_value(lambda found: max((row.id for row in found), default=None)),
    ),
    Mistake(
        "That is the sum of the scores. Count rows instead.",
        one_value(lambda found: sum(row.score or 0 for row in found) if found else None),
    ),
    Mistake(
        "That leaves out responses with the score 0. They are responses too.",
        one_value(lambda found: sum((row.score or 0) > 0 for row in found)),
    ),
    Mistake(
        "You returned every row's id. Return one number.",
        lambda fixture: [(row.id,) for row in fixture.rows("nps")],
    ),
)

exercises = [
    SqlExercise(
        id="first-query",
        engine="warehouse",
        fixtures=[
            # Ids with gaps, as after rows were deleted: the largest is not the count.
            nps("the exercise's table", [row for row in MARCH if row[0] % 7]),
            nps("an empty table", []),
            nps("one response", [(41, NOON, 0)]),
            nps("five responses in one second", [(n * 10, NOON, 9) for n in range(1, 6)]),
            nps("thousands of responses", list(nps_and_weather.nps(rows=2_600))),
        ],
        rules=[
            result_rows.ResultRows(
                ("answers",),
                one_value(len),
                mistakes=MISTAKES,
            )
        ],
        hints=(
            "Each row of nps is one response. Which function counts the rows that a query finds?",
            "count(*) counts rows. The result is one row with one column, and the column needs a name.",
            "SELECT count(*) AS … FROM …: the column's name is answers, the table is nps.",
        ),
    )
]
