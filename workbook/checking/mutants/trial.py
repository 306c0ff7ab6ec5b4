"""Runs a mutant: on the exercise's own example first, then through the whole check."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from workbook import checking
from workbook.checking.context import Context
from workbook.checking.mutants.equivalent import reason
from workbook.checking.mutants.mutant import Mutant
from workbook.checking.rules.dbt import History, Relation, TestsDecide
from workbook.checking.rules.result_rows import ResultRows
from workbook.checking.rules.spark import FrameRows
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises.kinds import (
    DagExercise,
    DagTestExercise,
    DbtExercise,
    Exercise,
    SparkExercise,
    SqlExercise,
)

# What somebody sees who runs the answer: the rows that it gives or leaves.
SEEN = (ResultRows, TableRows, FrameRows, Relation, History, TestsDecide)


class Outcome(Enum):
    """What came of a mutant. All but the first are counted: learners could take these for right answers."""

    WRONG = "an error, or wrong on the example"
    REFUSED = "refused"
    EQUIVALENT = "equivalent"
    WRONGLY_REFUSED = "equivalent, and refused"
    ACCEPTED = "accepted"
    NOT_JUDGED = "the check itself stops with an error"


@dataclass
class Tally:
    """What came of the mutants of some answers, and of their rewritings."""

    outcomes: list[tuple[Mutant, Outcome]] = field(default_factory=list)
    refusals: list[tuple[Mutant, str]] = field(
        default_factory=list
    )  # rewritings that were refused, with the verdict
    rewritings: int = 0

    def count(self, outcome: Outcome) -> int:
        """How many mutants came out so."""
        return sum(found is outcome for _, found in self.outcomes)

    @property
    def counted(self) -> int:
        """How many mutants give the right thing on the example."""
        return len(self.outcomes) - self.count(Outcome.WRONG)

    def of(self, outcome: Outcome) -> Iterator[Mutant]:
        """The mutants that came out so."""
        return (mutant for mutant, found in self.outcomes if found is outcome)


def outcome(exercise: Exercise, mutant: Mutant, context: Context) -> Outcome:
    """What comes of a mutant of a right answer."""
    try:
        if not right_on_the_example(exercise, mutant.text, context):
            return Outcome.WRONG
        passed = checking.check(exercise, mutant.text, context).passed
    except Exception:  # a rule that is not prepared for what the mutant left: a fault of ours, to be counted
        context.forget()
        return Outcome.NOT_JUDGED
    if reason(exercise.id, mutant):
        return Outcome.EQUIVALENT if passed else Outcome.WRONGLY_REFUSED
    return Outcome.ACCEPTED if passed else Outcome.REFUSED


def right_on_the_example(exercise: Exercise, text: str, context: Context) -> bool:
    """Whether an answer runs on the exercise's first fixture, and nothing that is seen there is wrong.

    Of dbt's steps and Spark's calls, the first: who runs the answer sees what that leaves. Tests for a DAG see one
    that is right.
    """
    return all(line.ok for line in checking.check(_example(exercise), text, context).lines)


def _example(exercise: Any) -> Any:
    seen = [rule for rule in exercise.rules if isinstance(rule, SEEN)]
    if isinstance(exercise, SqlExercise):
        return replace(exercise, fixtures=exercise.fixtures[:1], rules=seen, watch="")
    if isinstance(exercise, DagTestExercise):
        return replace(exercise, right=exercise.right[:1], broken=())
    first = exercise.scenarios[0]
    if isinstance(exercise, DbtExercise):
        return replace(exercise, scenarios=[replace(first, steps=first.steps[:1])], rules=seen)
    if isinstance(exercise, SparkExercise):
        return replace(exercise, scenarios=[replace(first, calls=first.calls[:1])], rules=seen)
    if isinstance(exercise, DagExercise):
        return replace(exercise, scenarios=[first], rules=seen or exercise.rules[:1])
    return replace(exercise, scenarios=[first], rules=exercise.rules[:1])
