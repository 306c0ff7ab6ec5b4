"""What an exercise is, as data; and finding a lesson's.

In: a lesson's `checks.py`, which is written with the names below. Out: `Lesson`s, their exercises (`SqlExercise`,
`PyExercise`, `PredictExercise`, `DagExercise`, `DbtExercise`, `SparkExercise`), and the `Verdict` that a check
comes to. Nothing here runs an answer: that is what `checking` does with an exercise. Whoever shows, checks, builds
or grades exercises may call it, and so may lessons.
"""

from workbook.databases.fixtures import Fixture, Table
from workbook.exercises.fixtures import (
    Call,
    DagScenario,
    DbtScenario,
    DbtStep,
    Frame,
    OtherData,
    Scenario,
    SparkScenario,
)
from workbook.exercises.kinds import (
    DagExercise,
    DagTestExercise,
    DagUnderTest,
    DbtExercise,
    Exercise,
    PodTemplateExercise,
    PredictExercise,
    PyExercise,
    SparkExercise,
    SqlExercise,
)
from workbook.exercises.registry import Lesson, find, load, load_module, names
from workbook.exercises.rule import Rule
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Fault, Line, Verdict

__all__ = [
    "Call", "DagExercise", "DagScenario", "DagTestExercise", "DagUnderTest", "DbtExercise", "DbtScenario",
    "DbtStep", "Exercise", "Fault", "Fixture", "Frame", "Lesson", "Line", "OtherData", "PodTemplateExercise",
    "PredictExercise", "PyExercise", "Rows", "Rule", "Scenario", "SparkExercise", "SparkScenario", "SqlExercise",
    "Table", "Verdict", "find", "load", "load_module", "names",
]  # fmt: skip
