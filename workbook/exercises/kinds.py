"""The kinds of exercises, as data: what is asked, on what an answer runs, and the rules that look at it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, ClassVar

from workbook.databases.fixtures import Fixture
from workbook.exercises.fixtures import DagScenario, DbtScenario, OtherData, Scenario, SparkScenario
from workbook.exercises.rule import Rule


@dataclass(frozen=True)
class SqlExercise:
    """An exercise whose answer is SQL text for one engine.

    The answer runs on each fixture; the first is what the learner sees when the cell is run. Each rule looks at
    each run, in the rules' order. A second session watches the table `watch`, for a rule that asks what it saw.
    """

    id: str
    engine: str  # "warehouse" or "source"
    fixtures: Sequence[Fixture]
    rules: Sequence[Rule]
    hints: tuple[str, str, str]
    points: int = 1
    watch: str = ""
    other_data: OtherData = field(default_factory=OtherData)

    kind: ClassVar[str] = "sql"

    @property
    def asks_only(self) -> bool:
        """Whether a right answer is a question: the rules look at its rows and its plan, and at nothing else."""
        return all(rule.by_result for rule in self.rules)


def _no_advice(_run: Any) -> str:
    return ""


@dataclass(frozen=True)
class PyExercise:
    """An exercise whose answer is a Python function.

    The function is called with what `parts` name (checking.function_runner has them) and then the scenario's
    arguments, which `arguments` names. `table` is what the second session watches. The rules look at each run; the
    first of them says what the answer is for. `around()` is entered for the time of a check, to watch what no
    connection shows; `advice(run)` is what helps, in words, where a run leaves nothing to look at.
    """

    id: str
    function: str
    arguments: tuple[str, ...]
    scenarios: Sequence[Scenario]
    table: str
    rules: Sequence[Rule]
    hints: tuple[str, str, str]
    points: int = 1
    parts: tuple[str, ...] = ("conn",)
    autocommit: bool = False
    other_data: OtherData = field(default_factory=OtherData)
    around: Callable[[], AbstractContextManager] = nullcontext
    advice: Callable[[Any], str] = _no_advice

    kind: ClassVar[str] = "py"


@dataclass(frozen=True)
class PredictExercise:
    """An exercise whose answer is a dict, written before the experiment is run.

    `experiment(context)` runs it and returns what was found; a context (checking.context) runs it once. Of that
    `truth(found)` gives the right dict, and `evidence(found, key, guess)` the words that show it for one key.
    Where a prediction is a set, `among` lists what it may hold.
    """

    id: str
    experiment: Callable[[Any], Any]
    truth: Callable[[Any], dict]
    evidence: Callable[[Any, Any, Any], str]
    hints: tuple[str, str, str]
    points: int = 1
    among: Sequence[str] = ()

    kind: ClassVar[str] = "predict"


@dataclass(frozen=True)
class DagExercise:
    """An exercise whose answer is the text of a DAG file.

    The check scans the file, as `file` in a DAGs folder of its own, looks with the rules of the scan, and then
    runs the DAG on each scenario, and looks with the others. The DAG's id is the file's name without `.py`, or
    `dags` names several. `settings` are Airflow's, as environment variables, where the file needs others.
    """

    id: str
    file: str
    scenarios: Sequence[DagScenario]
    rules: Sequence[Rule]
    hints: tuple[str, str, str]
    points: int = 1
    dags: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    kind: ClassVar[str] = "dag"
    by_hand: ClassVar[bool] = True  # grading can't run it safely: a person gives its points


@dataclass(frozen=True)
class PodTemplateExercise(DagExercise):
    """An exercise whose answer is a pod template, in `file`.

    The pods of the one DAG in `dags`, of the DAG file `given`, are rendered from it; they are not run.
    """

    given: str = ""

    by_hand: ClassVar[bool] = False


@dataclass(frozen=True)
class DagUnderTest:
    """A DAG file that an answer's tests are run on; `name` says what is wrong with it, or how it is made."""

    name: str
    text: str


@dataclass(frozen=True)
class DagTestExercise(DagExercise):
    """An exercise whose answer is a pytest file for the DAG in `file`.

    The answer, as `tests` in a folder of its own, must pass on each DAG of `right`, and fail on each of `broken`;
    each time on the tables of the first scenario. No rule is asked: what passes and fails is the verdict.
    """

    tests: str = ""
    right: Sequence[DagUnderTest] = ()
    broken: Sequence[DagUnderTest] = ()


def _none(_seed: int) -> Sequence[DbtScenario]:
    return ()


@dataclass(frozen=True)
class DbtExercise:
    """An exercise whose answer is files of a dbt project (exercises.dbt_files).

    The check puts them into a project that has the files `given`, by path; the answer's own come in their place.
    dbt reads the project, the rules of the scan look at what it found, then its commands run on each scenario, and
    the others look. A text that names no file is `file`. `other_scenarios(seed)` are scenarios of the same
    kind with other rows, on which grading tries an answer that is right on these.
    """

    id: str
    given: Mapping[str, str]
    scenarios: Sequence[DbtScenario]
    rules: Sequence[Rule]
    hints: tuple[str, str, str]
    points: int = 1
    file: str = ""
    other_scenarios: Callable[[int], Sequence[DbtScenario]] = _none

    kind: ClassVar[str] = "dbt"
    by_hand: ClassVar[bool] = False


@dataclass(frozen=True)
class SparkExercise:
    """An exercise whose answer is a Python function that Spark runs, in an environment of its own.

    It is called with `arguments`, as each call of the scenarios has them; the rules look at what came.
    """

    id: str
    function: str
    arguments: tuple[str, ...]
    scenarios: Sequence[SparkScenario]
    rules: Sequence[Rule]
    hints: tuple[str, str, str]
    points: int = 1

    kind: ClassVar[str] = "spark"
    by_hand: ClassVar[bool] = True


Exercise = SqlExercise | PyExercise | PredictExercise | DagExercise | DbtExercise | SparkExercise
# Answers that another system runs: a notebook holds each as the text of a cell.
FileExercise = DagExercise | DbtExercise | SparkExercise
FILE_KINDS = (DagExercise.kind, DbtExercise.kind, SparkExercise.kind)
CELL_KINDS = (SqlExercise.kind, *FILE_KINDS)  # whose answer is a cell that begins with %%KIND --answer


def name_of_answer(exercise: Exercise) -> str:
    """The name that a notebook's Python cells give to the answer: the function's, or the prediction's."""
    return exercise.function if isinstance(exercise, PyExercise) else exercise.id.replace("-", "_")


def fixtures_of(exercise: Exercise) -> Sequence[Fixture]:
    """What an answer runs on, the one that the learner sees first; nothing for a prediction."""
    if isinstance(exercise, SqlExercise):
        return exercise.fixtures
    return () if isinstance(exercise, PredictExercise) else exercise.scenarios
