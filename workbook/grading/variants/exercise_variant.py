"""The same exercise with other data, made from a teacher's seed: no answer can be tuned to what is handed out.

The oracles compute from a fixture's rows, so new rows need no stored answers. A fixture's variant has other values
(values.Values), rows in another order, and some rows less or more. It is taken only if each known mistake still
shows on it that shows on the fixture itself; else another is drawn.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from random import Random
from typing import TypeVar, overload

from workbook.checking.compare import AnyOf, same
from workbook.checking.rules.result_rows import Oracle
from workbook.databases.fixtures import Fixture, Table
from workbook.exercises.kinds import Exercise, PyExercise, SqlExercise, fixtures_of
from workbook.exercises.rule import Rule
from workbook.grading.variants.draft import Draft
from workbook.grading.variants.values import Values, leaves

T = TypeVar("T")
F = TypeVar("F", bound=Fixture)
WithRows = SqlExercise | PyExercise  # the exercises whose answers run on rows

LONG = 1_000  # rows: their oracles take too long to be asked again and again
SHORTEST = 4  # characters of a value that is looked for in a text
TRIES = 24  # the last third takes and adds no rows; the last one also leaves them in their order


@overload
def variant(exercise: SqlExercise, seed: int) -> SqlExercise: ...
@overload
def variant(exercise: PyExercise, seed: int) -> PyExercise: ...
@overload
def variant(exercise: Exercise, seed: int) -> Exercise: ...
def variant(exercise: Exercise, seed: int) -> Exercise:
    """The exercise with other data; the same for the same seed, on any machine and version of Python.

    Fixtures keep their names. Of a Python exercise only the rules are left that a verifier can ask, who calls it
    in another process; of what takes many calls, a part. A prediction is about no data, and stays the same.
    """
    if isinstance(exercise, SqlExercise):
        return replace(exercise, fixtures=_all(exercise, exercise.fixtures, (), seed))
    if isinstance(exercise, PyExercise):
        scenarios = _all(exercise, exercise.scenarios, exercise.arguments, seed)
        stand_for = {id(old): new for old, new in zip(exercise.scenarios, scenarios, strict=True)}
        kept = [rule for rule in exercise.rules if not rule.needs_same_process]
        rng = Random(f"{seed} {exercise.id}")
        values = Values(rng, list(leaves(kept)))
        rules = [_aimed(rule, stand_for, values.moved).fewer(rng) for rule in kept]
        return replace(exercise, scenarios=scenarios, rules=rules)
    return exercise


def _all(exercise: WithRows, fixtures: Sequence[F], arguments: Sequence[str], seed: int) -> list[F]:
    return [_variant(exercise, fixture, arguments, seed) for fixture in fixtures]


def _variant(exercise: WithRows, fixture: F, arguments: Sequence[str], seed: int) -> F:
    if any(_is_long(table) for engine in ("source", "warehouse") for table in fixture.tables(engine)):
        return fixture  # there for its size, or for a plan: the exercise's other fixtures are varied
    shown = showing(exercise.rules, fixture)
    for n in range(TRIES):
        draft = Draft(fixture, arguments, exercise.other_data, Random(f"{seed} {exercise.id} {fixture.name} {n}"))
        early = n < TRIES * 2 // 3
        if early and not exercise.other_data.as_many:
            draft.resize()
        found = draft.fixture(keep_order=n == TRIES - 1)
        is_other = not early or _is_other(exercise.rules, fixture, found)
        if (
            is_other
            and all(shows(way, found) for way in shown)
            and not _in_the_way(exercise.rules, fixture, found)
        ):
            break
    return found


def _is_long(table: Table) -> bool:
    return callable(table.rows) or len(table.rows) > LONG


def told(exercise: WithRows, other: WithRows, text: str) -> list[str]:
    """The values that stand in `text` and that the variant `other` holds, and the exercise itself does not.

    Of a value that is short, it can't be said whether it stands there as one.
    """
    return _stand_in(text, _forms(fixtures_of(other)) - _forms(fixtures_of(exercise)))


def _in_the_way(rules: Sequence[Rule], fixture: Fixture, other: Fixture) -> list[str]:
    """The values that only `other` holds and that a rule inserts: such a row would be there already."""
    inserts = [text for text in leaves(list(rules)) if isinstance(text, str) and "INSERT" in text]
    only = _forms([other]) - _forms([fixture]) if inserts else set()
    return [form for text in inserts for form in _stand_in(text, only)]


def _stand_in(text: str, forms: set[str]) -> list[str]:
    """Those that stand in a text, each as a word; short ones can't be told there."""
    there = (form for form in forms if len(form) >= SHORTEST and form in text)
    return sorted(form for form in there if re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text))


def _forms(fixtures: Sequence[Fixture]) -> set[str]:
    """The values that fixtures hold, each as it may be written."""
    found: set[str] = set()
    for fixture in fixtures:
        tables = [table.rows for engine in ("source", "warehouse") for table in fixture.tables(engine)]
        given = getattr(fixture, "arguments", ())
        given = [*given.args, *given.keywords.values()] if isinstance(given, partial) else given
        lists = [rows for rows in tables if not callable(rows)]
        for value in leaves([lists, () if callable(given) else list(given), dict(fixture.binds)]):
            found |= {str(value), repr(value)}
            if isinstance(value, dt.datetime):
                found |= {value.isoformat(), str(value.date())}
    return found


@dataclass(frozen=True)
class Way:
    """One way to be wrong: a known mistake that takes, of rows that it holds for equal, the first or the last."""

    oracle: Oracle
    mistaken: Oracle
    place: int


def showing(rules: Sequence[Rule], fixture: Fixture) -> list[Way]:
    """The ways to be wrong that give wrong rows on `fixture`."""
    ways = [
        Way(rule.oracle, mistake.oracle, place)
        for rule in rules
        if hasattr(rule, "oracle")
        for mistake in getattr(rule, "mistakes", ())
        for place in (0, -1)
    ]
    return [way for way in ways if shows(way, fixture)]


def shows(way: Way, fixture: Fixture) -> bool:
    """Whether a way to be wrong gives wrong rows."""
    came = [row[way.place] if isinstance(row, AnyOf) else row for row in _rows(way.mistaken, fixture)]
    return not same(_rows(way.oracle, fixture), came)


def _is_other(rules: Sequence[Rule], fixture: Fixture, other: Fixture) -> bool:
    """Whether the right rows are others; also where there is nothing to tell it by."""
    oracles = [rule.oracle for rule in rules if hasattr(rule, "oracle")]
    found = [(_rows(oracle, fixture), _rows(oracle, other)) for oracle in oracles]
    return all(sorted(map(repr, old)) != sorted(map(repr, new)) for old, new in found if old)


def _rows(oracle: Oracle, fixture: Fixture) -> list[tuple]:
    """An oracle's rows; a list's values as rows of one."""
    return [row if isinstance(row, tuple) else (row,) for row in fixture.given(oracle)]


def _aimed(rule: Rule, stand_for: Mapping[int, Fixture], move: Callable[[T], T]) -> Rule:
    """The rule with variants in the place of the scenarios that it names, and its own dates moved."""
    if not is_dataclass(rule):
        return rule

    def aimed(value: object) -> object:
        if isinstance(value, Fixture):
            return stand_for.get(id(value), value)
        if type(value) in (list, tuple):
            return type(value)(map(aimed, value))
        return move(value)

    there = {field.name: getattr(rule, field.name) for field in fields(rule)}
    return replace(rule, **{name: aimed(value) for name, value in there.items()})
