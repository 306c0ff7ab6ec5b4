"""The mutants and the rewritings of an answer to an exercise, whatever its kind."""

from collections.abc import Iterator
from dataclasses import replace

from workbook.checking.mutants import python_mutants, python_rewritings, sql_mutants, sql_rewritings
from workbook.checking.mutants.contracts import contract
from workbook.checking.mutants.mutant import Mutant, distinct
from workbook.checking.mutants.sql_tree import Schema, Where
from workbook.databases import sqltext
from workbook.exercises.kinds import Exercise, PyExercise, SqlExercise, fixtures_of


def mutants_of(exercise: Exercise, answer: str) -> Iterator[Mutant]:
    """The mutants of a right answer, each with another text. None for a prediction: each wrong one is refused."""
    text = sqltext.clean(answer)
    if isinstance(exercise, SqlExercise):
        where = Where(exercise.engine, _schema(exercise, exercise.engine), contract(exercise.id))
        yield from distinct(sql_mutants.of_text(text, where), text)
    elif exercise.kind in ("py", "dag"):
        autocommit = isinstance(exercise, PyExercise) and exercise.autocommit
        yield from distinct(python_mutants.of_text(text, _wheres(exercise), _function(exercise), autocommit), text)


def rewritings_of(exercise: Exercise, answer: str) -> Iterator[Mutant]:
    """The answer written in other ways that mean the same; the operator says which way."""
    text = sqltext.clean(answer)
    if isinstance(exercise, SqlExercise):
        where = Where(exercise.engine, _schema(exercise, exercise.engine), contract(exercise.id))
        yield from sql_rewritings.of_text(text, where, exercise.asks_only)
    elif isinstance(exercise, PyExercise):
        yield from python_rewritings.of_text(text, exercise)


def _function(exercise: Exercise) -> str:
    return exercise.function if isinstance(exercise, PyExercise) else ""


def _schema(exercise: Exercise, engine: str) -> Schema:
    """The columns of the tables on which the answer is run first."""
    return {table.name: table.columns for table in fixtures_of(exercise)[0].tables(engine)}


def _wheres(exercise: Exercise) -> tuple[Where, ...]:
    """The engines that an answer in Python may speak to, the warehouse first."""
    parts = set(exercise.parts) if isinstance(exercise, PyExercise) else {"warehouse", "source"}
    schema = {**_schema(exercise, "source"), **_schema(exercise, "warehouse")}
    engines = ["warehouse"] if parts & {"warehouse", "conn"} else []
    asked = replace(contract(exercise.id), same={}, made={})
    engines += ["source"] if "source" in parts else []
    return tuple(Where(engine, schema, asked) for engine in engines or ["warehouse"])
