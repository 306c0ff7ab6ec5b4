"""Rules for answers that are files of a dbt project.

A query that a rule remembers may name the target's schema as {schema}: it is asked before the first step and after
each.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from workbook.checking.compare import AnyOf, compare
from workbook.checking.dbt_run import DbtProject, DbtRun
from workbook.checking.rules.result_rows import difference_fault
from workbook.databases.sql_session import SqlError
from workbook.exercises.fixtures import DbtScenario
from workbook.exercises.rule import Rule
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Fault

OfStep = Callable[[DbtScenario, int], Sequence[tuple | AnyOf]]  # the right rows after a step, counted from 0


def named(run: DbtRun, at: int) -> str:
    """The step in words: " after the second run", say; "" for the only one."""
    step = run.fixture.steps[at]
    return f" {step.name}" if step.name else ""


@dataclass(frozen=True)
class Lineage(Rule):
    """dbt knows that each model is made from these: other models, or sources such as `shop.orders`.

    Directly or through further models. `kind` is that of the nodes that the answer must have.
    """

    needs: Mapping[str, Sequence[str]]
    kind: str = "model"

    of_the_scan = True
    name = "lineage"
    passed = "dbt knows what each of them is made from"

    def faults(self, run: DbtProject) -> list[Fault]:
        """A node that is not there, or leaves no table; one of whose origins dbt does not know."""
        for name, needs in self.needs.items():
            id = run.named(name, self.kind)
            if id is None:
                there = sorted(node["name"] for node in run.nodes.values() if node["resource_type"] == self.kind)
                return [Fault(f"there is no {self.kind} {name}; there are: {', '.join(there) or 'none'}.")]
            if run.nodes[id]["materialized"] == "ephemeral":
                return [Fault(f"{name} is ephemeral: it leaves no table and no view that anyone can read.")]
            above = run.above(id)
            for need in needs:
                other = run.named(need, "source" if "." in need else "model")
                if other not in above:
                    known = sorted(_shown(run.nodes[each]) for each in above if each in run.nodes)
                    says = f"dbt does not know that {name} is made from {need}"
                    return [Fault(f"{says}: it knows {', '.join(known) or 'nothing'}.")]
        return []


def _shown(node: dict) -> str:
    return f"{node['source_name']}.{node['name']}" if node["resource_type"] == "source" else node["name"]


@dataclass(frozen=True)
class Relation(Rule):
    """The table or view `table` in the target's schema has these columns, and after each step the right rows."""

    table: str
    columns: tuple[str, ...]
    oracle: OfStep

    name = "rows"

    @property
    def passed(self) -> str:
        return f"{self.table} holds the rows that were asked for"

    @property
    def _query(self) -> str:
        return f"SELECT {', '.join(self.columns)} FROM {{schema}}.{self.table}"

    @property
    def remember(self) -> Sequence[str]:
        return (self._query,)

    def faults(self, run: DbtRun) -> list[Fault]:
        """The first step after which there is no such table, or after which it holds other rows."""
        for at, look in enumerate(run.looks[1:]):
            rows = look[self._query]
            where = f"{run.fixture.schema}.{self.table}"
            if isinstance(rows, SqlError):
                says = f"{where} can't be read{named(run, at)} with the columns {', '.join(self.columns)}:"
                return [Fault(f"{says}\n{str(rows).splitlines()[0]}")]
            if difference := compare(self.columns, self.oracle(run.fixture, at), rows):
                return [difference_fault(f"{where} is not as it should be{named(run, at)}", difference, "")]
        return []


@dataclass(frozen=True)
class NothingElsewhere(Rule):
    """No table or view is made, replaced or dropped outside of the target's schema."""

    name = "schema"
    passed = "nothing is made outside of the target's schema"

    _query = (
        "SELECT n.nspname || '.' || c.relname, c.oid::int8"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'v', 'm', 'p') AND n.nspname NOT IN ('{schema}', 'information_schema')"
        " AND n.nspname NOT LIKE 'pg\\_%'"
    )

    @property
    def remember(self) -> Sequence[str]:
        return (self._query,)

    def faults(self, run: DbtRun) -> list[Fault]:
        """What is there now and was not, or is another."""
        before, after = run.looks[0][self._query], run.looks[-1][self._query]
        assert not isinstance(before, SqlError) and not isinstance(after, SqlError)  # the catalogue's
        changed = sorted({row[0] for row in set(before) ^ set(after)})
        if not changed:
            return []
        says = f"dbt was to make tables in the schema {run.fixture.schema} alone"
        return [Fault(f"{says}, and makes or drops {', '.join(changed)} too.")]


@dataclass(frozen=True)
class RestUntouched(Rule):
    """Of the table `table`, each step writes only the rows whose `key` is in `may(scenario, step)`.

    A row counts as written if PostgreSQL has stored it anew, with other values or with the same.
    """

    table: str
    key: str
    may: Callable[[DbtScenario, int], Collection]

    name = "the rest"
    passed = "rows that nothing new came for are not written again"

    @property
    def _query(self) -> str:
        return f"SELECT {self.key}, ctid::text || ' ' || xmin::text FROM {{schema}}.{self.table}"

    @property
    def remember(self) -> Sequence[str]:
        return (self._query,)

    def faults(self, run: DbtRun) -> list[Fault]:
        """The first step that wrote a row which it need not have written."""
        for at in range(1, len(run.responses)):
            before, after = run.looks[at][self._query], run.looks[at + 1][self._query]
            if isinstance(before, SqlError) or isinstance(after, SqlError):
                error = before if isinstance(before, SqlError) else after
                kind = "a view stores no rows" if "ctid" in str(error) else str(error).splitlines()[0]
                return [Fault(f"{self.table} is no table that keeps its rows: {kind}.")]
            may = self.may(run.fixture, at)
            stored = dict(after)
            again = sorted(key for key, place in before if key not in may and stored.get(key) != place)
            if again:
                shown = ", ".join(map(str, again[:3])) + (" …" if len(again) > 3 else "")
                says = (
                    f"{len(again)} of {len(before)} rows of {self.table} are written again{named(run, at)}, though"
                    f" nothing new came for them: {shown}."
                )
                return [Fault(says)]
        return []


@dataclass(frozen=True)
class TestsDecide(Rule):
    """The project's tests pass in each step whose data is right, and in each other step one of them fails."""

    __test__ = False  # pytest takes classes that are called so for its own

    name = "tests"
    passed = "the tests pass on right data, and fail on each kind of wrong data"

    def faults(self, run: DbtRun) -> list[Fault]:
        """Tests that fail on right data; wrong data that they pass."""
        for step, response in zip(run.fixture.steps, run.responses, strict=False):
            tests = [each for each in response.results if each.kind == "test"]
            if step.right and response.bad:
                test = response.bad[0]
                return [Fault(f"{step.name} is right, and the test {test.name} fails on it.\n{test.message}")]
            if not step.right and not response.bad:
                warned = [each.name for each in tests if each.status == "warn"]
                says = f"no test fails on this: {step.name}."
                only = f" {', '.join(warned)} only warns, and dbt goes on." if warned else ""
                return [Fault(f"{says}{only}")]
            # A test that can't run at all says nothing of the data.
            broken = [each for each in response.bad if each.status == "error"]
            if not step.right and broken and len(broken) == len(response.bad):
                return [Fault(f"on {step.name} the test {broken[0].name} can't run:\n{broken[0].message}")]
        return []


@dataclass(frozen=True)
class History(Rule):
    """The snapshot `table` has each version of each row, in order, and none beside them.

    `versions(scenario, step)` gives, by the key's value, the versions of `columns` in order, and whether the last
    is current. dbt's columns dbt_valid_from and dbt_valid_to tell order and end; a row that says that its key was
    deleted (`dbt_is_deleted`, of hard_deletes: new_record) counts as the end of the version before.
    """

    table: str
    key: str
    columns: tuple[str, ...]
    versions: Callable[[DbtScenario, int], Mapping[object, tuple[Sequence[tuple], bool]]]

    name = "history"
    passed = "each version of each row is there, in order, with its beginning and its end"

    @property
    def _query(self) -> str:
        # to_jsonb: dbt_is_deleted is not always there. A far end is none: dbt_valid_to_current.
        return (
            f"SELECT {self.key}, {', '.join(self.columns)}, dbt_valid_from,"
            " CASE WHEN dbt_valid_to < now() + interval '1 hour' THEN dbt_valid_to END AS ended"
            f" FROM {{schema}}.{self.table} AS t"
            " WHERE coalesce(to_jsonb(t) ->> 'dbt_is_deleted', 'False') <> 'True' ORDER BY dbt_valid_from"
        )

    @property
    def remember(self) -> Sequence[str]:
        return (self._query,)

    def faults(self, run: DbtRun) -> list[Fault]:
        """The first step after which a version is missing, too much, or has no right end."""
        for at, look in enumerate(run.looks[1:]):
            rows = look[self._query]
            if isinstance(rows, SqlError):
                return [Fault(f"{self.table} can't be read{named(run, at)}:\n{str(rows).splitlines()[0]}")]
            if fault := self._fault(rows, self.versions(run.fixture, at), named(run, at)):
                return [fault]
        return []

    def _fault(self, rows: Sequence[tuple], wanted: Mapping, where: str) -> Fault | None:
        for key in sorted({row[0] for row in rows} | set(wanted), key=str):
            found = [row for row in rows if row[0] == key]
            versions, is_current = wanted.get(key, ((), False))
            shown = Rows([self.key, *self.columns, "dbt_valid_from", "ended"], _without_times(found))
            difference = compare(self.columns, versions, [row[1:-2] for row in found], ordered=True)
            if difference:
                count = f"{len(versions)} version{'' if len(versions) == 1 else 's'}"
                says = f"{self.key} {key} had {count}{where}, and {self.table} has {len(found)}"
                same = f"not in their order, or others, for {self.key} {key}{where}"
                text = f"{says}." if len(found) != len(versions) else f"{self.table} has versions {same}."
                return Fault(text, (difference.table(),))
            ends = [row[-1] for row in found]
            if any(end is None or end < row[-2] for end, row in zip(ends[:-1], found, strict=False)):
                return Fault(f"an earlier version of {self.key} {key} has no end{where}.", (shown,))
            overlaps = any(end > later[-2] for end, later in zip(ends[:-1], found[1:], strict=False))
            if overlaps:
                return Fault(f"two versions of {self.key} {key} are current at once{where}.", (shown,))
            if is_current and ends[-1] is not None:
                return Fault(f"the current version of {self.key} {key} has an end{where}.", (shown,))
            if not is_current and ends and ends[-1] is None:
                return Fault(f"{self.key} {key} is deleted{where}, and its last version has no end.", (shown,))
        return None


def _without_times(rows: Sequence[tuple]) -> list[tuple]:
    """The rows with their times as places in their order, the same in each run."""
    times = sorted({at for row in rows for at in row[-2:] if at is not None})
    place = {at: f"time {number}" for number, at in enumerate(times, 1)}
    return [(*row[:-2], *(place.get(at) for at in row[-2:])) for row in rows]
