"""The rule "plan": the shape of a plan, on the fixture that is large enough for it; never a cost, never a time."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbook import plans
from workbook.checking.sql_runner import SqlRun
from workbook.errors import WorkbookError
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault
from workbook.plans.tree import Node, Plan

LEADS = """
SELECT relname FROM pg_index
JOIN pg_class ON pg_class.oid = indexrelid
JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
WHERE indrelid = to_regclass('{table}') AND attname = '{column}'
"""
# Rows that MySQL and MariaDB take from an index one after the other: https://dev.mysql.com/doc/refman/9.4/en/server-status-variables.html
IN_A_ROW = "SHOW SESSION STATUS WHERE Variable_name IN ('Handler_read_next', 'Handler_read_prev')"
# A condition that the engine tests on the index hides the rows that fail it from these counts.
ALL_COUNTED, AS_BEFORE = (
    f"SET optimizer_switch = 'index_condition_pushdown={value}'" for value in ("off", "default")
)
# A range of three days is too long. A day may be read twice, as for its ids and then for the rows.
ENOUGH, SPARE = 2.2, 20
OFTEN = 5  # all ranges together


def nothing_known(run: SqlRun) -> str:
    """No reason: for a rule whose lesson names none."""
    return ""


@dataclass(frozen=True)
class ReadsIndex(Rule):
    """The answer's last query reads `table` by a range of an index that begins with `column`, and not whole.

    The range is about as long as the rows that come, which are those of a day. Looks at the fixture whose name is
    `large`. On the source an index must be named `index`, and no table may be read whole.
    """

    table: str
    column: str
    large: str
    index: str = ""

    name = "plan"
    by_result = True

    @property
    def passed(self) -> str:
        return f"the plan reads the day's part of the index on {self.column}, not the whole table"

    def faults(self, run: SqlRun) -> list[Fault]:
        """What the plan reads instead."""
        if run.fixture.name != self.large or run.result is None:
            return []
        try:
            plan = plans.explain(run.session, run.result.statement.text)
        except WorkbookError as error:
            return [Fault(f"the plan of the last query can't be asked for.\n{error}")]
        fault = self._source_fault(plan) if plan.engine == "source" else self._warehouse_fault(run, plan)
        fault = fault or self._too_long(run, plan, len(run.result.rows))
        return [Fault(fault, (str(plan),))] if fault else []

    def _too_long(self, run: SqlRun, plan: Plan, came: int) -> str:
        """What is wrong with ranges that hold many more rows than came."""
        if plan.engine == "source":
            reads = [_in_a_row(run)]
        else:
            # A bitmap's rows are counted where the index is read.
            reads = [node.read or node.actual or 0 for node in plan.nodes() if node.index]
        if max(reads, default=0) <= ENOUGH * came + SPARE and sum(reads) <= OFTEN * (came + SPARE):
            return ""
        return (
            f"the plan reads {sum(reads):,} rows of the index, and {came:,} are returned: the range should begin"
            " with the day and end with it."
        )

    def _warehouse_fault(self, run: SqlRun, plan: Plan) -> str:
        reads = [node for node in plan.nodes() if node.table == self.table]
        if not reads:
            return f"the last query does not read {self.table}, so its plan shows no index."
        for node in reads:
            if node.kind in ("Seq Scan", "Sample Scan"):
                return f"the plan reads the whole table {self.table}. {_blocked(node, self.column)}".rstrip()
        ranges = [node for node in plan.nodes() if node.index and dict(node.conditions).get("Index Cond")]
        wanted = [row[0] for row in run.query(LEADS.format(table=self.table, column=self.column))]
        for node in reads:
            if node.index and node not in ranges:
                return f"the plan reads the whole index {node.index}. {_blocked(node, self.column)}".rstrip()
        if any(node.index in wanted for node in ranges):
            return ""
        others = ", ".join(sorted({node.index for node in ranges}))
        return f"the plan reads {others or 'no index'}, not the index on {self.column}."

    def _source_fault(self, plan: Plan) -> str:
        reads = [node for node in plan.nodes() if node.table and not node.table.startswith("<")]
        if not reads:
            return f"the last query does not read {self.table}, so its plan shows no index."
        for node in reads:
            if node.kind == "ALL":
                return (
                    f"the plan reads the whole table: type is ALL. The usual reasons: {self.column} is inside"
                    " a function, or is compared as text."
                )
            if node.kind == "index":
                return f"the plan reads the whole index {node.index}: type is index."
        if any(node.index == self.index for node in reads):
            return ""
        others = ", ".join(sorted({node.index for node in reads if node.index}))
        return f"the plan reads {others or 'no index'}, not the index on {self.column}."


def _in_a_row(run: SqlRun) -> int:
    """How many rows the last query takes from indexes one after the other when it is run again, on the source.

    Counted, since EXPLAIN's number is a guess, and none at all in MySQL where an index is forced.
    """
    assert run.result
    run.query(ALL_COUNTED)
    before = _counts(run)
    run.query(run.result.statement.text)
    after = _counts(run)
    run.query(AS_BEFORE)
    return after - before


def _counts(run: SqlRun) -> int:
    return sum(int(value) for _, value in run.query(IN_A_ROW))


def _blocked(node: Node, column: str) -> str:
    """Why no index on `column` is used, if the node's filter shows it."""
    filters = dict(node.conditions).get("Filter", "")
    if re.search(rf"\({column}\)::", filters):
        return f"The filter converts {column}, row by row, before it compares: the index holds {column} itself."
    if re.search(rf"\w\([^()]*\b{column}\b", filters):
        return f"The filter puts {column} into a function: the index holds {column} itself, not what it returns."
    if re.search(rf"\({column} ([-+*/|]|AT TIME ZONE)", filters):
        return f"The filter computes with {column}, row by row: do that with the other side of the comparison."
    return ""


@dataclass(frozen=True)
class NoSort(Rule):
    """PostgreSQL's plan of `query` has no sort, whole or incremental; `why` names the reason where it has one.

    Looks at the fixture whose name is `large`.
    """

    query: str
    large: str
    why: Callable[[SqlRun], str] = nothing_known

    name = "plan"
    passed = "the query reads its rows in order, and sorts nothing"

    def faults(self, run: SqlRun) -> list[Fault]:
        """The sort that is left."""
        if run.fixture.name != self.large:
            return []
        try:
            plan = plans.explain(run.session, self.query, analyze=False)
        except WorkbookError as error:
            return [Fault(f"the given query no longer runs.\n{error}")]
        sorts = [*plan.nodes("Sort"), *plan.nodes("Incremental Sort")]
        if not sorts:
            return []
        says = f"the plan of the given query still has a step {sorts[0].kind}."
        return [Fault(says, (str(plan),), self.why(run))]


@dataclass(frozen=True)
class EstimatesWell(Rule):
    """PostgreSQL's estimate for `query` is within `factor` of the rows that come; `why` says why it is not.

    Looks at the fixture whose name is `large`.
    """

    query: str
    large: str
    factor: float = 2
    why: Callable[[SqlRun], str] = nothing_known

    name = "plan"

    @property
    def passed(self) -> str:
        return f"the estimate is within a factor of {self.factor:g} of the rows that are returned"

    def faults(self, run: SqlRun) -> list[Fault]:
        """An estimate that is too far off."""
        if run.fixture.name != self.large:
            return []
        try:
            plan = plans.explain(run.session, self.query)
        except WorkbookError as error:
            return [Fault(f"the given query no longer runs.\n{error}")]
        factor = plan.root.factor
        assert factor is not None, "the query was run, to its end"
        if 1 / self.factor <= factor <= self.factor:
            return []
        wrong = max(factor, 1 / factor)
        rows = f"the planner expects {plan.root.estimated:,} rows, and {plan.root.actual:,} are returned"
        says = f"{rows}: it is off by a factor of {wrong:,.1f}."
        return [Fault(says, (str(plan),), self.why(run))]
