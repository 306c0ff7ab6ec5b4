"""The mutants and the rewritings of an answer to an exercise, whatever its kind."""

from collections.abc import Iterator
from dataclasses import replace

from workbook.checking.mutants import (
    dbt_mutants,
    python_mutants,
    python_rewritings,
    sql_mutants,
    sql_rewritings,
    word_operators,
    yaml_mutants,
)
from workbook.checking.mutants.contracts import contract
from workbook.checking.mutants.mutant import Mutant, distinct
from workbook.checking.mutants.sql_tree import Schema, Where
from workbook.databases import sqltext
from workbook.exercises.fixtures import Frame
from workbook.exercises.kinds import (
    DagExercise,
    DagTestExercise,
    DbtExercise,
    Exercise,
    PodTemplateExercise,
    PredictExercise,
    PyExercise,
    SparkExercise,
    SqlExercise,
    fixtures_of,
)


def mutants_of(exercise: Exercise, answer: str) -> Iterator[Mutant]:
    """The mutants of a right answer, each with another text. None for a prediction: each wrong one is refused."""
    text = sqltext.clean(answer)
    yield from distinct(_mutants(exercise, text), text)


def _mutants(exercise: Exercise, text: str) -> Iterator[Mutant]:
    if isinstance(exercise, SqlExercise):
        yield from sql_mutants.of_text(text, _where(exercise, exercise.engine))
    elif isinstance(exercise, PodTemplateExercise):
        yield from yaml_mutants.of_text(text, _where(exercise, "warehouse"))
    elif isinstance(exercise, DbtExercise):
        yield from dbt_mutants.of_text(text, exercise.file, _where(exercise, "warehouse"))
    elif isinstance(exercise, PyExercise):
        yield from python_mutants.of_text(text, _wheres(exercise), exercise.function, exercise.autocommit)
    elif isinstance(exercise, DagTestExercise):
        # Not of SQL: a test makes the tables that it wants.
        further = word_operators.of_columns(_where(exercise, "warehouse").columns)
        yield from python_mutants.of_text(text, (), "", further=further)
    elif isinstance(exercise, (DagExercise, SparkExercise)):
        where = _where(exercise, "warehouse")
        further = word_operators.of_columns(where.columns)
        yield from python_mutants.of_text(text, (where,), _function(exercise), further=further)


def rewritings_of(exercise: Exercise, answer: str) -> Iterator[Mutant]:
    """The answer written in other ways that mean the same; the operator says which way."""
    text = sqltext.clean(answer)
    if isinstance(exercise, SqlExercise):
        yield from sql_rewritings.of_text(text, _where(exercise, exercise.engine), exercise.asks_only)
    elif isinstance(exercise, PodTemplateExercise):
        yield from yaml_mutants.rewritings_of(text)
    elif isinstance(exercise, DbtExercise):
        yield from dbt_mutants.rewritings_of(text, exercise.file)
    elif not isinstance(exercise, PredictExercise):
        autocommit = isinstance(exercise, PyExercise) and exercise.autocommit
        yield from python_rewritings.of_text(text, _function(exercise), autocommit)


def _function(exercise: Exercise) -> str:
    return exercise.function if isinstance(exercise, (PyExercise, SparkExercise)) else ""


def _where(exercise: Exercise, engine: str) -> Where:
    return Where(engine, _schema(exercise, engine), contract(exercise.id))


def _schema(exercise: Exercise, engine: str) -> Schema:
    """The columns of the tables, or of the frames, on which the answer is run first."""
    if isinstance(exercise, SparkExercise):
        given = zip(exercise.arguments, exercise.scenarios[0].calls[0].arguments, strict=True)
        return {name: each.columns for name, each in given if isinstance(each, Frame)}
    tables = list(fixtures_of(exercise)[0].tables(engine))
    if isinstance(exercise, DagExercise):
        # It speaks to both; of two with one name, production's, which has the key.
        tables += fixtures_of(exercise)[0].tables("source")
    return {table.name.rpartition(".")[2]: table.columns for table in tables}


def _wheres(exercise: PyExercise) -> tuple[Where, ...]:
    """The engines that an answer in Python may speak to, the warehouse first."""
    parts = set(exercise.parts)
    schema = {**_schema(exercise, "source"), **_schema(exercise, "warehouse")}
    engines = ["warehouse"] if parts & {"warehouse", "conn"} else []
    asked = replace(contract(exercise.id), same={}, made={})
    engines += ["source"] if "source" in parts else []
    return tuple(Where(engine, schema, asked) for engine in engines or ["warehouse"])
