"""Lesson 10: summary tables. What answers must show.

Over 300 lines: the tables and the three exercises of one lesson, side by side.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from workbook import paths
from workbook.checking.rules.dependents import NoTableLeft, SameTable
from workbook.checking.rules.result_rows import ResultRows
from workbook.datasets import nps_and_weather, shop_sessions
from workbook.exercises import Fixture, OtherData, PyExercise, SqlExercise, Table, load_module

daily = load_module("10-summary-table", "daily")
channels = load_module("10-summary-table", "channels")
builds = load_module("10-summary-table", "builds")
hanging = load_module("10-summary-table", "hanging")
many = load_module("10-summary-table", "many")
sensors = load_module("10-summary-table", "sensors")

NPS = {"id": "INT NOT NULL PRIMARY KEY", "created_at": "TIMESTAMP", "score": "SMALLINT"}
CHANNEL = {"userid": "INT NOT NULL", "sessionid": "VARCHAR(32) PRIMARY KEY", "channel": "VARCHAR(32)"}
TIMESTAMP = {"sessionid": "VARCHAR(32) PRIMARY KEY", "ts": "TIMESTAMP"}

notebook = Fixture(
    "the lesson's tables",
    warehouse=[
        Table("nps", NPS, lambda: nps_and_weather.nps_csv(paths.home())),
        Table("user_session_channel", CHANNEL, shop_sessions.user_session_channel()),
        Table("session_timestamp", TIMESTAMP, shop_sessions.session_timestamp()),
    ],
)

# --- daily-nps


def answers(name: str, *days: tuple[dt.date | dt.datetime, Sequence[int]]) -> Fixture:
    """The table `nps` with the scores of some days, one answer a minute from midnight, or from the time given."""
    rows = []
    for day, scores in days:
        first = day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())
        rows += [(first + dt.timedelta(minutes=n), score) for n, score in enumerate(scores)]
    # The ids go another way than time.
    return Fixture(name, warehouse=[Table("nps", NPS, [(len(rows) - n, *row) for n, row in enumerate(rows)])])


def june(day: int, *time: int) -> dt.date | dt.datetime:
    return dt.datetime(2025, 6, day, *time) if time else dt.date(2025, 6, day)


def balance(promoters: int, detractors: int, all_answers: int) -> list[int]:
    """The scores of a day, of every kind some."""
    rest = all_answers - promoters - detractors
    kinds = (((9, 10), promoters), ((0, 6, 3), detractors), ((7, 8), rest))
    return [scores[n % len(scores)] for scores, count in kinds for n in range(count)]


ANSWERS = [
    Fixture("the exercise's rows", warehouse=[Table("nps", NPS, list(islice(nps_and_weather.nps(), 1000)))]),
    answers("an empty table"),
    answers(
        "days of passives, of one answer, and with each score",
        (june(1), [7, 8, 8]),
        (june(2), [7]),
        (june(3), [8]),
        (june(4), [10]),
        (june(5), [0]),
        (june(6), list(range(11))),
        (june(7), [9, 9, 6]),
        (june(8), [8, 8, 6, 10, 9]),
        (june(9), [0, 0, 0, 7]),
        (june(10), [10, 9, 10]),
    ),
    answers(
        "numbers that end in a half, above and below zero",
        (june(1), balance(2, 1, 32)),
        (june(2), balance(1, 2, 32)),
        (june(3), balance(6, 3, 32)),
        (june(4), balance(3, 8, 32)),
        (june(5), balance(6, 5, 160)),
        (june(6), balance(5, 6, 160)),
        (june(7), balance(12, 5, 160)),
        (june(8), balance(2, 1, 3)),
        (june(9), balance(1, 2, 3)),
        (june(10), balance(3, 1, 7)),
        (june(11), balance(1, 7, 11)),
        # 49.50495…, 11.21495… and -38.83495…: a REAL has six digits, and so rounds them up.
        (june(12), balance(50, 0, 101)),
        (june(13), balance(12, 0, 107)),
        (june(14), balance(0, 40, 103)),
    ),
    answers(
        "answers at midnight and just before it, and days without any",
        (dt.datetime(2024, 2, 28, 23, 59, 59, 999999), [2]),
        (dt.datetime(2024, 2, 29), [9]),
        (dt.datetime(2024, 2, 29, 23, 59, 59), [9]),
        (dt.datetime(2024, 12, 31, 23, 59), [3, 9, 9, 10]),
        (dt.datetime(2025, 3, 9, 1), [1, 10, 10]),
        (dt.datetime(2025, 3, 9, 15, 30), [5, 5, 7, 10]),
        (dt.datetime(2025, 3, 30, 12), [4, 8]),
    ),
    answers(
        "the same day and month in other years",
        *((dt.date(year, month, 1), [year % 11, 9]) for year in (2023, 2024, 2025) for month in (3, 6)),
        *((dt.date(year, 12, 31), [9, year % 5]) for year in (2023, 2024)),
    ),
    Fixture("1,300 days of eight years", warehouse=[Table("nps", NPS, many.answers_of_years())]),
]

# --- first-and-last-channel


def visits(name: str, rows: Sequence[tuple[int, str, str, dt.datetime]], *after: str) -> Fixture:
    """The two tables, from `(userid, sessionid, channel, ts)`; the second one is stored by sessionid."""
    return Fixture(
        name,
        warehouse=[
            Table("user_session_channel", CHANNEL, [row[:3] for row in rows]),
            Table("session_timestamp", TIMESTAMP, sorted((row[1], row[3]) for row in rows)),
            *after,
        ],
    )


def may(day: int, hour: int = 9, minute: int = 0, second: int = 0, micro: int = 0) -> dt.datetime:
    return dt.datetime(2024, 5, day, hour, minute, second, micro)


VISITS = [
    visits(
        "the exercise's rows",
        [
            (27, "8f2c", "social", may(4, 19, 30)),
            (27, "b301", "direct", may(21, 8, 5)),
            (27, "c77e", "organic", may(2, 11, 15)),
            (27, "d4a9", "email", may(11, 22, 40)),
            (41, "05de", "paid_search", may(7, 10)),
            (58, "77ab", "email", may(3, 7)),
            (58, "1b90", "organic", may(9, 18, 20)),
            (58, "e6c2", "email", may(30, 12, 45)),
            (93, "2a4f", "direct", may(1, 16, 10)),
            (93, "9d08", "social", may(19, 9, 55)),
            (93, "3cc1", "organic", may(28, 21, 5)),
        ],
    ),
    visits("two empty tables", []),
    visits(
        "one session for each user",
        [(3, "c", "email", may(2)), (1, "b", "direct", may(1)), (2, "a", "social", may(3))],
    ),
    visits(
        "a microsecond between sessions, several users at one time, years between",
        [
            (0, "s10", "검색", may(5, 9, 0, 0, 2)),
            (0, "s9", "이메일 💌", may(5, 9, 0, 0, 1)),
            (0, "s100", "direct, no link | none", may(5, 9, 0, 0, 3)),
            (7, "z1", "a", may(5, 9, 0, 0, 1)),
            (7, "a1", "b", may(5, 9, 0, 0, 2)),
            (-4, "m2", "organic", dt.datetime(1999, 12, 31, 23, 59, 59)),
            (-4, "m1", "Email", dt.datetime(2031, 1, 1)),
            (-4, "m3", "email", dt.datetime(2024, 2, 29)),
            (2147483647, "x2", "b", may(6)),
            (2147483647, "x1", "a", may(7)),
            (2147483647, "x3", "c", may(5)),
            (12, "q5", "social", may(9, 23)),
            (12, "q4", "direct", may(9, 1)),
            (12, "q3", "email", may(9, 12)),
        ],
    ),
    visits("sixty users of the lesson's tables", [row for row in shop_sessions.sessions() if row[0] < 60]),
    visits("any character in a channel", many.with_separators()),
    visits("sessions of one second, with and without fractions", many.with_fractions()),
    # With an index, so that an answer that looks each user up is quick too.
    visits("2,600 users", many.many_users(), "CREATE INDEX ON user_session_channel (userid)"),
]  # fmt: skip

# --- build-summary

SUMMARY = {"day": "DATE PRIMARY KEY", "nps": "NUMERIC(5, 2)"}
GIVEN = {"day": "DATE", "score": "SMALLINT"}
SELECT = """SELECT day, round(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 2) AS nps
FROM answers
GROUP BY day"""
PER_CHANNEL = """WITH found AS (
    SELECT channel, left(channel, 4) = 'paid' AS paid, count(*) AS visits
    FROM visits
    GROUP BY channel, day
)
SELECT * FROM found"""
NOT_EMPTY = "SELECT count(*) > 0 FROM {table}"
ONE_A_DAY = "SELECT count(*) = count(DISTINCT day) FROM {table}"
NO_NULL = "SELECT bool_and(nps IS NOT NULL) FROM {table}"
THREE = "SELECT count(*) = 3 FROM {table}"
OLD = [(june(1), 50), (june(2), -12.5), (june(3), 0), (dt.date(2024, 12, 31), 100)]
SCORES = [(june(2), s) for s in (9, 3, 7)] + [(june(3), s) for s in (10, 9, 8)] + [(june(4), s) for s in (2, 8)]
HANGING = [
    "GRANT SELECT, INSERT ON daily_nps TO analysts",
    "CREATE VIEW good_days AS SELECT day, nps FROM daily_nps WHERE nps > 0",
    "CREATE VIEW good_months AS SELECT DISTINCT date_trunc('month', day) AS month FROM good_days",
]
VISITED = [
    ("검색", "2025-06-01"), ("검색", "2025-06-02"), ("paid_search", "2025-06-01"), ("paid_social", "2025-06-02"),
    (None, "2025-06-02"), ("email 💌", "2025-06-03"), ("email 💌", "2025-06-01"),
]  # fmt: skip
# PER_CHANNEL gives two rows of 검색 and two of email: an answer that adds what is new has too few, or too many.
KEPT = [("old", False, 1), ("검색", False, 1), *[("email 💌", False, 1)] * 3]


def summed(build: Fixture) -> list[tuple]:
    """What SELECT gives."""
    scores: dict[dt.date, list[int]] = {}
    for row in build.rows("answers"):
        scores.setdefault(row.day, []).append(row.score)
    return [(day, daily.nps(found)) for day, found in scores.items()]


def channel_days(build: Fixture) -> list[tuple]:
    """What PER_CHANNEL gives."""
    visits = Counter(map(tuple, build.rows("visits")))
    return [(channel, channel and channel.startswith("paid"), count) for (channel, _), count in visits.items()]


def score_counts(build: Fixture) -> list[tuple]:
    """How many answers there are of each score."""
    return list(Counter(row.score for row in build.rows("answers")).items())


BUILDS = [
    builds.build(
        "the exercise's rows",
        [Table("answers", GIVEN, SCORES), Table("daily_nps", SUMMARY, OLD), *HANGING],
        "daily_nps",
        SELECT,
        [NOT_EMPTY, ONE_A_DAY, NO_NULL],
        ("day", "nps"),
        summed,
    ),
    builds.build(
        "a first build",
        [Table("answers", GIVEN, SCORES), Table("zones", {"zone": "TEXT"}, [("Asia/Seoul",)])],
        "daily_nps",
        SELECT,
        [NOT_EMPTY, ONE_A_DAY, NO_NULL, THREE],
        ("day", "nps"),
        summed,
    ),
    builds.build(
        "no rows and no checks",
        [Table("answers", GIVEN), Table("daily_nps", SUMMARY, OLD)],
        "daily_nps",
        SELECT,
        [],
        ("day", "nps"),
        summed,
    ),
    builds.build(
        "another table, with texts, NULL, and equal rows",
        [
            Table("visits", {"channel": "TEXT", "day": "DATE"}, VISITED),
            Table("channel_days", {"channel": "TEXT", "paid": "BOOLEAN", "visits": "BIGINT"}, KEPT),
        ],
        "channel_days",
        PER_CHANNEL,
        [
            "SELECT count(*) = 7 FROM {table}",
            "SELECT bool_and(paid) FROM {table} WHERE left(channel, 4) = 'paid'",
        ],
        ("channel", "paid", "visits"),
        channel_days,
    ),
    builds.build(
        "a first build of another table, with a check that names it twice",
        [Table("answers", GIVEN, SCORES)],
        "score_counts",
        "SELECT score, count(*) AS answers FROM answers GROUP BY score",
        ["SELECT (SELECT sum(answers) FROM {table}) = 8 AND (SELECT min(score) FROM {table}) = 2"],
        ("score", "answers"),
        score_counts,
    ),
]
COUNTS = Table("score_counts", {"score": "SMALLINT", "answers": "BIGINT"}, [(1, 1)])
BUILDS += [
    builds.build(
        f"a SELECT with ORDER BY and LIMIT{words}",
        [Table("answers", GIVEN, SCORES), *there],
        "score_counts",
        "SELECT score, count(*) AS answers FROM answers WHERE score::text <> '{0}'"
        " GROUP BY score ORDER BY score DESC LIMIT 3",
        ["SELECT count(*) = 3 FROM {table}"],
        ("score", "answers"),
        lambda build: sorted(score_counts(build), reverse=True)[:3],
    )
    for words, there in (
        ("", [COUNTS]),
        (", on a first build", []),
    )
]
BUILDS.append(
    replace(
        builds.build(
            "thousands of days",
            [
                Table("answers", GIVEN, [(june(1) + dt.timedelta(n), n % 11) for n in range(2_700)]),
                Table("daily_nps", SUMMARY, [(june(1) - dt.timedelta(n), n % 90) for n in range(2_800)]),
            ],
            "daily_nps",
            SELECT,
            [NOT_EMPTY, ONE_A_DAY, NO_NULL],
            ("day", "nps"),
            summed,
        ),
        large=True,
    )
)
FIRST, NEW = BUILDS[0], BUILDS[1]
# Days less and more, and one with other scores; three days, as the checks ask.
OTHER_SCORES = tuple([(june(3), s) for s in (1, 9)] + [(june(4), 10), (june(5), 3), (june(5), 7), (june(5), 9)])
OTHER_ANSWERS = "DELETE FROM answers; INSERT INTO answers VALUES " + ", ".join(
    f"('{day}', {score})" for day, score in OTHER_SCORES
)
HOLDS = builds.HoldsResult()
A_GOOD_DAY = "INSERT INTO daily_nps VALUES ('2099-01-01', 10)"

# --- the exercises

exercises = [
    SqlExercise(
        id="daily-nps",
        engine="warehouse",
        fixtures=ANSWERS,
        rules=[ResultRows(("day", "nps"), daily.daily_nps, daily.MISTAKES, symptoms=daily.SYMPTOMS)],
        hints=(
            "You need one row for each day: GROUP BY what? And each answer counts +1, -1 or 0: which CASE gives"
            " that?",
            "Sum the CASE, with ELSE 0, multiply by 100.0 (so that no integers are divided), and divide by"
            " count(*).",
            "SELECT created_at::date AS day, round(sum(CASE WHEN … THEN 1 WHEN … THEN -1 ELSE 0 END)"
            " * 100.0 / …, 2) AS nps FROM nps GROUP BY …",
        ),
    ),
    SqlExercise(
        id="first-and-last-channel",
        engine="warehouse",
        fixtures=VISITS,
        rules=[
            ResultRows(
                ("userid", "first_channel", "last_channel"),
                channels.first_and_last,
                channels.MISTAKES,
                symptoms=channels.SYMPTOMS,
            )
        ],
        hints=(
            "Join the two tables on sessionid: then each row has a user, a channel and a time. Lesson 04 shows"
            " how to find one row for each key.",
            "Number each user's sessions twice: by ts, and by ts DESC. The first session has 1 in the first"
            " column, the last session has 1 in the second.",
            "From that subquery: SELECT userid, max(CASE WHEN from_start = 1 THEN channel END) AS first_channel,"
            " the same for the last one, and GROUP BY userid.",
        ),
    ),
    PyExercise(
        id="build-summary",
        function="build_summary",
        arguments=("table", "select", "checks"),
        # The checks count rows, and compare with a score; the SELECTs look at the channels' names.
        other_data=OtherData(fixed=("score", "nps", "channel"), as_many=True),
        scenarios=BUILDS,
        table="daily_nps",
        points=2,
        rules=[
            HOLDS,
            hanging.GrantsStay(FIRST),
            hanging.ViewStays("good_days", "daily_nps", A_GOOD_DAY, FIRST),
            hanging.ViewStays("good_months", "daily_nps", A_GOOD_DAY, FIRST),
            builds.NeverHalfBuilt(),
            SameTable("daily_nps", "Change its rows, in one transaction.", ("grant", "view")),
            NoTableLeft(),
            builds.ChecksDecide(FIRST, tuple(builds.refusals(FIRST, NEW))),
            builds.FailedBuild("daily_nps", FIRST),
            builds.FailedFirstBuild("daily_nps", NEW),
            builds.Rebuilt(HOLDS, FIRST, FIRST.arguments, OTHER_ANSWERS, OTHER_SCORES),
            builds.Rebuilt(HOLDS, NEW, NEW.arguments, OTHER_ANSWERS, OTHER_SCORES),
        ],
        hints=(
            "Do everything in one transaction, `with conn:`. Then a check that is not true only has to raise an"
            " error: the rollback brings the old rows back.",
            "Keep the table and change its rows: DELETE FROM it, INSERT INTO it the SELECT, then run each check"
            " on it. Does the table exist? SELECT to_regclass('name') gives NULL if not: then CREATE TABLE … AS.",
            "For each check: cursor.execute(check.replace('{table}', table)), then cursor.fetchone(). Unless"
            " that is (True,), raise ValueError: it may also be None, (None,) or (False,).",
        ),
    ),
    sensors.EXERCISE,  # repair-the-sensor-summary
]  # fmt: skip
