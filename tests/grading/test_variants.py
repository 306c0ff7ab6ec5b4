"""Hidden data: the same for the same seed, as hard as what is handed out, and fair to the lessons' own answers."""

import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest

from bench import hidden as bench
from workbook import checking
from workbook.checking.compare import AnyOf
from workbook.checking.rules.faults import DRAWN
from workbook.checking.rules.result_rows import ResultRows
from workbook.databases.fixtures import Fixture, Table
from workbook.exercises import registry
from workbook.exercises.fixtures import OtherData, Scenario
from workbook.grading.variants import exercise_variant
from workbook.grading.variants.draft import Draft
from workbook.grading.variants.values import EARLIEST, LATEST, Values, leaves

SEEDS = (1, 77, 20_260_301)
LESSONS = [registry.load(name) for name in registry.names()]
ALL = [each for lesson in LESSONS for each in lesson.exercises.values() if each.kind in ("sql", "py")]
PREDICTED = [each for lesson in LESSONS for each in lesson.exercises.values() if each.kind == "predict"]
WITH_ROWS = [each for each in ALL if any(isinstance(rule, ResultRows) for rule in each.rules)]

# One right answer of each lesson, and wrong ones whose mistake shows in data.
SAMPLE = {
    "00-start-here": ("right-first-query-count.sql", "wrong-first-query-hard-coded.sql"),
    "01-two-databases": ("right-map-types-nearest.sql", "wrong-map-types-double-id.sql"),
    "02-transactions": ("right-replace-all-plain.py", "wrong-replace-all-upsert.py"),
    "03-copying-a-table": ("right-own-identity-sequence.sql", "wrong-own-identity-hard-coded.sql"),
    "04-keeping-the-latest": (
        "right-latest-with-ties-rank.sql",
        "wrong-latest-with-ties-lower-names.sql",
        "wrong-latest-per-day-by-day.sql",
    ),
    "05-weather-forecast": ("right-load-forecast-staged.py", "wrong-load-forecast-delete-all.py"),
    "07-full-refresh": ("right-to-csv-raw.py", "wrong-to-csv-falsy.py", "wrong-full-refresh-nps-only.py"),
    "08-incremental": ("right-apply-changes-merge.sql", "wrong-apply-changes-score-only.sql"),
    "09-backfill": ("right-backfill-recursive.py", "wrong-backfill-after-the-last.py"),
    "10-summary-table": ("right-build-summary-merge.py", "wrong-build-summary-distinct.py"),
    "11-sqlite-and-threads": ("right-busy-writers-plain.py", "wrong-busy-writers-distinct.py"),
}


def fixtures(exercise) -> list[Fixture]:
    return list(exercise.fixtures if exercise.kind == "sql" else exercise.scenarios)


def contents(exercise) -> str:
    """All that an exercise's fixtures hold, as text."""
    found = []
    for fixture in fixtures(exercise):
        arguments = getattr(fixture, "arguments", ())
        given = (arguments.args, arguments.keywords) if hasattr(arguments, "keywords") else arguments
        tables = [(t.name, "a file" if callable(t.rows) else t.rows) for e in ENGINES for t in fixture.tables(e)]
        found.append((fixture.name, tables, fixture.binds, () if callable(given) else given))
    return repr(found)


ENGINES = ("source", "warehouse")


def named(exercise) -> str:
    return exercise.id


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_a_seed_gives_the_same_data_each_time_and_another_seed_others(exercise):
    first, again, other = (contents(exercise_variant.variant(exercise, seed)) for seed in (1, 1, 2))
    assert first == again
    if exercise.id not in ("index-for-latest", "better-estimate"):  # questions about one large table's plan
        assert len({contents(exercise), first, other}) == 3


DIGEST = """
import hashlib, sys
from tests.grading.test_variants import ALL, contents
from workbook.grading import submissions
from workbook.grading.variants import exercise_variant
from workbook.grading.judge import Judge
from workbook.grading.sandbox.sandbox import Ran
some = [each for each in ALL if each.id in ("first-and-last-channel", "swap-latest", "idempotent-day", "backfill")]
print(hashlib.sha256("".join(contents(exercise_variant.variant(each, 5)) for each in some).encode()).hexdigest())
"""


def test_a_seed_gives_the_same_data_in_another_process():
    # The order of a set of texts differs from process to process.
    run = [sys.executable, "-c", DIGEST]
    found = {
        subprocess.run(run, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == hashlib.sha256().digest_size * 2


class OnlyRandom:
    """A Random of which only random() can be called: the rest differs between versions of Python."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed).random


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_chance_comes_from_random_alone(exercise, monkeypatch):
    wanted = contents(exercise_variant.variant(exercise, 3))
    monkeypatch.setattr(exercise_variant, "Random", OnlyRandom)
    assert contents(exercise_variant.variant(exercise, 3)) == wanted


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_each_known_mistake_shows_wherever_it_shows_in_public(exercise):
    for seed in SEEDS:
        other = exercise_variant.variant(exercise, seed)
        for old, new in zip(fixtures(exercise), fixtures(other), strict=True):
            assert old.name == new.name
            for way in exercise_variant.showing(exercise.rules, old):
                assert exercise_variant.shows(way, new), (seed, old.name)


def quoted(exercise) -> set[str]:
    """The values between quotes in the INSERTs of an exercise's rules."""
    texts = [text for text in leaves(list(exercise.rules)) if isinstance(text, str) and "INSERT" in text]
    return {value for text in texts for value in re.findall(r"'([^']+)'", text)}


@pytest.mark.parametrize("exercise", [each for each in ALL if quoted(each)], ids=named)
def test_no_row_is_there_that_a_rule_inserts(exercise):
    """With the seed 1 there was one, and right answers to repair-a-ctas were refused for it."""
    for seed in range(40):
        for mine, other in zip(
            fixtures(exercise), fixtures(exercise_variant.variant(exercise, seed)), strict=True
        ):
            rows = [[t.rows for e in ENGINES for t in each.tables(e)] for each in (mine, other)]
            before, now = ({str(value) for value in leaves(each)} for each in rows)
            assert not quoted(exercise) & (now - before), (seed, other.name)


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_what_is_empty_stays_so_and_nothing_else_becomes_so(exercise):
    other = exercise_variant.variant(exercise, 8)
    for old, new in zip(fixtures(exercise), fixtures(other), strict=True):
        for engine in ENGINES:
            for was, now in zip(old.tables(engine), new.tables(engine), strict=True):
                assert callable(was.rows) or bool(was.rows) == bool(now.rows)


def test_a_python_exercise_keeps_the_rules_that_a_verifier_can_ask():
    lesson = registry.load("02-transactions")
    rules = exercise_variant.variant(lesson.exercises["replace-all"], 1).rules
    kept = [rule.name for rule in rules]
    assert [len(rule.drawn) for rule in rules if rule.name == "faults"] == [DRAWN]
    assert kept == ["state", "second session", "kept", "kept", "again", "faults"]


def test_a_rule_that_names_a_scenario_names_its_variant():
    built = registry.load("10-summary-table").exercises["build-summary"]
    other = exercise_variant.variant(built, 1)
    scenarios = [rule.scenario for rule in other.rules if hasattr(rule, "scenario")]
    assert len(scenarios) == 5
    assert all(any(scenario is each for each in other.scenarios) for scenario in scenarios)
    assert scenarios[0] is not built.scenarios[0]


@pytest.mark.parametrize("exercise", PREDICTED, ids=named)
def test_a_prediction_is_about_no_data(exercise):
    assert exercise_variant.variant(exercise, 1) is exercise


# --- values


def test_values_keep_what_makes_them_hard():
    values = Values(Random("a"), [dt.date(2024, 2, 29), dt.date(2025, 3, 1)])
    dates = [dt.date(2024, 2, 29), dt.datetime(2024, 12, 31, 23, 59, 59, 999_999), dt.date(2025, 3, 1)]
    moved = [values.other("day", day) for day in dates]
    assert all(
        new != old and (new.month, new.day) == (old.month, old.day) for old, new in zip(dates, moved, strict=True)
    )
    assert moved[1].time() == dates[1].time()
    far = [dt.date(1, 1, 1), dt.datetime(2038, 1, 19, 3, 14, 7), dt.date(9999, 12, 31)]
    assert [values.other("day", day) for day in far] == far
    edges = [0, 2**31 - 1, -(2**31), 2**64 - 1]
    assert [values.other("id", number) for number in edges] == edges
    numbers = [-7, -1, 0, 1, 2, 500]
    others = [values.other("id", number) for number in numbers]
    assert others == sorted(set(others)) != numbers
    assert [values.other("score", score) for score in (0, 6, None, 80_000)] == [0, 6, None, 80_000]
    assert {values.other("score", score) for score in (9, 10)} == {9, 10}
    temperatures = [-12.25, -0.5, 0.0, 5.8, 21.5, 1 / 3, 1e-300]
    warmer = [values.other("temp", each) for each in temperatures]
    assert warmer[2] == 0.0 and warmer[5:] == temperatures[5:]
    assert warmer[:5] == sorted(warmer[:5]) != temperatures[:5]
    texts = ["", "NULL", r"\N", "%s {}", "; --", "12"]
    assert [values.other("note", text) for text in texts] == texts
    assert values.other("note", "a 온실 🌡️ A") != "a 온실 🌡️ A"
    assert values.other("note", "a").upper() == values.other("note", "A")


@pytest.mark.parametrize("exercise", ALL, ids=named)
def test_no_stamp_passes_the_clock(exercise):
    # Loads stamp by the clock, so a stored stamp of the future would be newer than what they load.
    for seed in SEEDS:
        for old, new in zip(fixtures(exercise), fixtures(exercise_variant.variant(exercise, seed)), strict=True):
            moved = _stamps(new) - _stamps(old)
            assert all(EARLIEST <= stamp.date() < LATEST for stamp in moved), (seed, old.name)


def _stamps(fixture: Fixture) -> set[dt.datetime]:
    rows = [table.rows for engine in ENGINES for table in fixture.tables(engine) if not callable(table.rows)]
    return {value for value in leaves(rows) if isinstance(value, dt.datetime)}


# --- answers


@pytest.mark.parametrize("lesson", SAMPLE)
def test_hidden_data_accept_right_answers_and_refuse_wrong_ones(home, lesson, context):
    found = list(bench.tried([lesson], SEEDS[:1], context, SAMPLE[lesson]))
    assert {each.answer for each in found} == set(SAMPLE[lesson])
    for each in found:
        assert each.as_it_should, f"{each.answer}\n{each.words}"
        assert not each.told, each.answer
    # So it is seen that values would be found: they stand in the verdict's rows, which no student gets.
    if lesson.startswith(("04", "07", "08")):
        assert any(each.kept for each in found)


def test_a_mistake_that_shows_in_no_data_is_for_the_public_run(home, context):
    lesson, answer = "11-sqlite-and-threads", "wrong-busy-writers-no-threads.py"
    (found,) = bench.tried([lesson], [1], context, [answer])
    assert found.passed
    assert bench.refused_in_public(lesson, answer, context)


@pytest.mark.parametrize("exercise", WITH_ROWS, ids=named)
def test_the_public_rows_as_an_answer_are_refused(home, exercise, context):
    match = next(rule for rule in exercise.rules if isinstance(rule, ResultRows))
    public = next(f for f in fixtures(exercise) if not _large(f) and match.oracle(f))
    place = [fixture.name for fixture in fixtures(exercise)].index(public.name)
    answer = _as_select(match, public, exercise.engine)
    alone = replace(exercise, rules=[match])
    verdict = checking.check(replace(alone, fixtures=[public]), answer, context)
    assert verdict.passed, verdict
    for seed in SEEDS:
        other = fixtures(exercise_variant.variant(exercise, seed))[place]
        assert not checking.check(replace(alone, fixtures=[other]), answer, context).passed


def _large(fixture: Fixture) -> bool:
    return any(callable(table.rows) for engine in ENGINES for table in fixture.tables(engine))


def _as_select(match: ResultRows, fixture: Fixture, engine: str) -> str:
    """The oracle's rows, written into a query."""
    rows = [row[0] if isinstance(row, AnyOf) else row for row in match.oracle(fixture)]
    names = match.columns
    return " UNION ALL ".join(
        "SELECT " + ", ".join(f"{_literal(value)} AS {name}" for name, value in zip(names, row, strict=True))
        for row in rows
    )


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, dt.datetime):
        return f"TIMESTAMP '{value}'"
    if isinstance(value, dt.date):
        return f"DATE '{value}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def test_a_fixture_that_no_hint_is_for_varies_as_it_is():
    rows = [(n, dt.datetime(2025, 3, 1 + n, 9), "word") for n in range(1, 30)]
    there = Scenario("made", warehouse=[Table("t", {"id": "INT", "at": "TIMESTAMP", "v": "TEXT"}, rows)])
    found = [Draft(there, (), OtherData(), Random(f"{n}")) for n in range(8)]
    for draft in found:
        draft.resize()
    made = [draft.fixture(keep_order=False).rows("t") for draft in found]
    assert len({len(each) for each in made}) > 2
    assert all(len({row.id for row in each}) == len(each) for each in made)
    assert all(row.at.hour == 9 and row.at.year != 2025 for each in made for row in each)
