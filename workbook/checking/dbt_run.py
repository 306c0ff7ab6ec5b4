"""What dbt says of an answer's project, and its runs on one scenario, as rules look at them."""

from dataclasses import dataclass, field

from workbook.checking.run import Run
from workbook.databases.sql_session import SqlError
from workbook.exercises.fixtures import DbtScenario

BAD = ("error", "fail", "runtime error")  # of a DbtResult's status: what makes the command fail


@dataclass(frozen=True)
class DbtResult:
    """What became of one model, test, snapshot or source in a command.

    `status` is dbt's word, such as "success", "pass", "fail", "warn", "error", "skipped". `failures` are the rows
    that a test found.
    """

    name: str
    kind: str
    status: str
    message: str = ""
    failures: int = 0


@dataclass(frozen=True)
class DbtResponse:
    """What a command of dbt came to: `ok` as its exit code says it.

    `error` is why it did nothing at all, such as a project that can't be read; `text` is what it said; `ended` is
    false where it was stopped. `nodes` are, where a project was read, its models, tests, snapshots and sources by
    dbt's unique id.
    """

    ok: bool
    error: str = ""
    text: str = ""
    results: list[DbtResult] = field(default_factory=list)
    nodes: dict[str, dict] = field(default_factory=dict)
    ended: bool = True

    @property
    def bad(self) -> list[DbtResult]:
        """The results that made it fail."""
        return [each for each in self.results if each.status in BAD]


@dataclass
class DbtProject:
    """An answer's project as dbt reads it, before anything has run: what a rule of the scan looks at."""

    fixture: DbtScenario
    nodes: dict[str, dict]

    def named(self, name: str, kind: str = "model") -> str | None:
        """The unique id of the model, snapshot or source (`shop.orders`) that is called so."""
        for id, node in self.nodes.items():
            called = f"{node['source_name']}.{node['name']}" if kind == "source" else node["name"]
            if node["resource_type"] == kind and called == name:
                return id
        return None

    def above(self, id: str) -> set[str]:
        """The unique ids of all that a node is made from, directly or not."""
        found: set[str] = set()
        waiting = list(self.nodes[id]["depends_on"])
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting += self.nodes.get(each, {}).get("depends_on", ())
        return found


@dataclass
class DbtRun(Run):
    """The steps of one scenario, and what they left; `session` looks at the warehouse.

    `looks` has what the rules' queries gave before the first step, and after each: by the query, its rows, or the
    error of one that could not run.
    """

    fixture: DbtScenario
    responses: list[DbtResponse] = field(default_factory=list)
    looks: list[dict[str, list[tuple] | SqlError]] = field(default_factory=list)
    nodes: dict[str, dict] = field(default_factory=dict)
