"""The runs of an answer's DAG on one scenario, as rules look at them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbook.checking.run import Run
from workbook.exercises.fixtures import DagScenario
from workbook.exercises.protocols import DagRunner

if TYPE_CHECKING:
    from workbook.checking.buckets import Bucket


class RunFailed(Exception):
    """A run of the DAG that failed; the text says of which day, which task, and the error."""


@dataclass(frozen=True)
class SentStatement:
    """A statement that the warehouse was sent, and the id of the task that sent it."""

    text: str
    task: str


@dataclass(frozen=True)
class Response:
    """What a command or a DAG run of Airflow said; `code` is 0 where all went well.

    `tasks` are a run's task -> state, `began` when each began, in seconds since 1970. `scan` is what scan.py says
    of a file, `value` what a function returned.
    """

    code: int
    text: str
    tasks: dict[str, str] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    scan: dict = field(default_factory=dict)
    value: Any = None


@dataclass
class DagScan:
    """One DAG of an answer's file before it has run: what a rule of the scan looks at."""

    fixture: DagScenario
    runner: DagRunner
    dag: str
    scan: dict  # what inside/scan.py says of the file


@dataclass(frozen=True)
class RenderedPods:
    """The pods that Airflow makes of an answer that is a pod template: task -> pod, as Kubernetes is sent it."""

    fixture: DagScenario
    pods: dict[str, dict]


@dataclass
class DagRun(Run):
    """The runs of an answer's DAG on one scenario, and what they left; `session` looks at the warehouse."""

    fixture: DagScenario
    runner: DagRunner = field(kw_only=True)
    dag: str = field(kw_only=True)
    scan: dict = field(kw_only=True)  # what inside/scan.py says of the file
    days: list[tuple[str, Response]] = field(default_factory=list)  # until the first that failed
    statements: list[SentStatement] = field(default_factory=list)  # that the warehouse was sent, in order

    @property
    def bucket(self) -> "Bucket":
        """The bucket that the DAG's Variable `bucket` names."""
        return self.runner.bucket

    def again(self) -> BaseException | None:
        """Run all days once more on what they left; the error of one that fails."""
        self._kinds.clear()
        return self.runner.days(self, self.fixture.dates)
