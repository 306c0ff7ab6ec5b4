"""A statement's plan as a tree: asked of the server by EXPLAIN, run only where that is wanted, and undone."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbook import sqltext
from workbook.errors import WorkbookError
from workbook.sessions import Session

TAKES = {
    "warehouse": {"SELECT", "WITH", "VALUES", "TABLE", "(", "INSERT", "UPDATE", "DELETE", "MERGE", "EXECUTE"},
    "source": {"SELECT", "WITH", "TABLE", "(", "INSERT", "REPLACE", "UPDATE", "DELETE"},
}
RIGHT_FACTOR = 2  # an estimate within this factor of what came is called right

# What of a node's JSON is shown below its line, under the names that PostgreSQL gives.
CONDITIONS = (
    "Index Cond", "Recheck Cond", "Filter", "Hash Cond", "Merge Cond", "Join Filter", "TID Cond", "Order By",
    "Sort Key", "Presorted Key", "Group Key", "Window", "Run Condition", "Cache Key", "One-Time Filter",
)  # fmt: skip
NAMES = ("Relation Name", "CTE Name", "Function Name")  # of what a scan reads
AGGREGATES = {"Sorted": "GroupAggregate", "Hashed": "HashAggregate", "Mixed": "MixedAggregate"}
# Nodes that read all of their input before they give a row, so that a LIMIT above does not stop what is below.
BLOCKING = {"Sort", "Incremental Sort", "Hash", "Aggregate", "Materialize", "SetOp"}
# MySQL's access types: https://dev.mysql.com/doc/refman/8.4/en/explain-output.html#explain-join-types
ACCESS = {
    "ALL": "Full table scan",
    "index": "Full index scan",
    "range": "Index range",
    "ref": "Index lookup",
    "ref_or_null": "Index lookup",
    "eq_ref": "Lookup by key",
    "const": "One row by key",
    "system": "One row",
    "index_merge": "Several indexes",
    "fulltext": "Full-text index",
}


@dataclass(frozen=True)
class Node:
    """One step of a plan. Rows are those of all its runs together; None is what is not known.

    `read` is how many rows a scan looked at (on the source: is expected to look at each time it runs), `estimated`
    how many the planner expected it to give, `actual` how many came. `milliseconds` is the step's own time,
    without that of the steps below it. A step may end early (`stopped`) because a LIMIT above it has enough, or by
    its own Run Condition: then fewer rows than estimated are no error.
    """

    kind: str  # as the server names it: "Seq Scan", "Hash Left Join"; MySQL's access type is written out
    table: str = ""
    index: str = ""
    label: str = ""  # the node's line, as PostgreSQL writes it
    role: str = ""  # "CTE x", "SubPlan 1": where it is no plain input
    conditions: tuple[tuple[str, str], ...] = ()
    estimated: int = 0
    actual: int | None = None
    read: int | None = None
    runs: int = 1
    milliseconds: float | None = None
    stopped: bool = False
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """The node and all below it, from the top down."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def never_ran(self) -> bool:
        return self.runs == 0

    @property
    def factor(self) -> float | None:
        """What came divided by the estimate, both at least 1; None if nothing is known or nothing to be learnt."""
        if self.actual is None or self.never_ran:
            return None
        factor = max(self.actual, 1) / max(self.estimated, 1)
        return None if self.stopped and factor < 1 else factor

    @property
    def off_by(self) -> str:
        """How wrong the estimate is: "▲ 342×" (more came), "▼ 21×" (fewer came), "" where it is right."""
        factor = self.factor
        if factor is None or 1 / RIGHT_FACTOR <= factor <= RIGHT_FACTOR:
            return ""
        times = max(factor, 1 / factor)
        return f"{'▲' if factor > 1 else '▼'} {times:,.{0 if times >= 9.95 else 1}f}×"


@dataclass(frozen=True)
class Plan:
    """The plan of one statement: `analyzed` if it was run, `undone` if it changed rows, which was rolled back."""

    engine: str
    root: Node
    analyzed: bool = False
    undone: bool = False

    def __str__(self) -> str:
        """The plan as text: the same on each run, so no times and no costs."""
        return "\n".join(_source_lines(self) if self.engine == "source" else _lines(self))

    @property
    def milliseconds(self) -> float:
        """The time of all its steps."""
        return sum(node.milliseconds or 0.0 for node in self.root.walk())

    def nodes(self, kind: str = "") -> list[Node]:
        """Its nodes, from the top down; those whose kind begins with `kind`."""
        return [node for node in self.root.walk() if node.kind.startswith(kind)]


def explain(session: Session, text: str, analyze: bool = True) -> Plan:
    """The plan of the one statement in `text`. Raises SqlError, WorkbookError, ServerGone.

    On the warehouse `analyze` runs the statement, inside a transaction that is rolled back, or back to a savepoint
    of the open one: nothing changes but the counters of sequences. On the source nothing ever runs.
    """
    statement = _the_one(text, session.engine)
    if session.engine == "source":
        return _explain_source(session, statement, text)
    options = "ANALYZE, BUFFERS OFF, SUMMARY OFF, FORMAT JSON" if analyze else "FORMAT JSON"
    if not analyze:
        result = _explained(session, f"EXPLAIN ({options}) ", statement, text)
    else:
        open_already = session.in_transaction()
        _send(session, "SAVEPOINT workbook_plan" if open_already else "BEGIN")
        try:
            result = _explained(session, f"EXPLAIN ({options}) ", statement, text)
        finally:
            if session.is_open and open_already:
                _send(session, "ROLLBACK TO workbook_plan")
                _send(session, "RELEASE workbook_plan")
            elif session.is_open:
                _send(session, "ROLLBACK")
    found = result.rows[0][0]
    found = json.loads(found) if isinstance(found, str) else found
    root = tree(found[0]["Plan"])
    changes = any(step.kind in ("Insert", "Update", "Delete", "Merge") for step in root.walk())
    return Plan("warehouse", root, analyze, analyze and changes)


def _the_one(text: str, engine: str) -> sqltext.Statement:
    found = sqltext.split(sqltext.clean(text), engine)
    if len(found) != 1:
        raise WorkbookError(f"A plan is that of one statement, and there {_are(len(found))}.")
    first = found[0].words[0]
    if first in ("EXPLAIN", "ANALYZE", "DESCRIBE", "DESC"):
        raise WorkbookError(f"Leave out {first}: EXPLAIN is put before the statement here.")
    if first not in TAKES[engine]:
        raise WorkbookError(f"There is no plan for {first}: SELECT, INSERT, UPDATE and DELETE have one.")
    return found[0]


def _are(count: int) -> str:
    return "is none" if count == 0 else f"are {count}"


def _explained(session: Session, before: str, statement: sqltext.Statement, text: str):
    # An error is shown at its place in the learner's text, so what is put before it is not counted.
    asked = sqltext.Statement(before + statement.text, statement.start - len(before), ("EXPLAIN",))
    return session.statement(asked, sqltext.clean(text))


def _send(session: Session, text: str) -> None:
    session.statement(sqltext.Statement(text, 0, (text.split()[0],)), text, watched=False)


# --- PostgreSQL's JSON


def tree(found: dict) -> Node:
    """The tree of a plan in PostgreSQL's `EXPLAIN (FORMAT JSON)`."""
    return _node(found, _times_of_ctes(found), stopped=False)


def _node(found: dict, ctes: dict[str, float], stopped: bool) -> Node:
    kind = _kind(found)
    below = stopped or found["Node Type"] == "Limit"
    goes_on = below and found["Node Type"] not in BLOCKING
    children = tuple(_node(child, ctes, goes_on) for child in found.get("Plans", ()))
    loops = int(found.get("Actual Loops", 1))
    analyzed = "Actual Rows" in found
    # A bitmap of two others counts no rows.
    counts = analyzed and found["Node Type"] not in ("BitmapAnd", "BitmapOr")
    actual = round(found["Actual Rows"] * loops) if counts else None
    removed = sum(found.get(f"Rows Removed by {name}", 0) for name in ("Filter", "Index Recheck")) * loops
    is_scan = "Scan" in found["Node Type"] and found["Node Type"] not in ("Subquery Scan", "Bitmap Index Scan")
    conditions = [(name, _words(found[name])) for name in CONDITIONS if name in found]
    table = next((found[name] for name in NAMES if name in found), "")
    return Node(
        kind=kind,
        table=table,
        index=found.get("Index Name", ""),
        label=_label(kind, table, found),
        role=_role(found),
        conditions=tuple(conditions),
        estimated=found["Plan Rows"] * max(loops, 1),
        actual=actual,
        read=actual + removed if counts and is_scan else None,
        runs=loops,
        milliseconds=_own_time(found, ctes, loops) if "Actual Total Time" in found else None,
        stopped=stopped or "Run Condition" in found,
        children=children,
    )


def _kind(found: dict) -> str:
    kind, join = found["Node Type"], found.get("Join Type", "Inner")
    if kind == "ModifyTable":
        return found["Operation"]
    if kind == "Aggregate":
        kind = AGGREGATES.get(found.get("Strategy"), kind)
        return f"{found['Partial Mode']} {kind}" if found.get("Partial Mode", "Simple") != "Simple" else kind
    if join != "Inner":
        return f"Nested Loop {join} Join" if kind == "Nested Loop" else kind.replace("Join", f"{join} Join")
    if found.get("Scan Direction") == "Backward":
        return f"{kind} Backward"
    return kind


def _label(kind: str, table: str, found: dict) -> str:
    label = kind
    if "Index Name" in found:
        label += f" using {found['Index Name']}" if table else f" on {found['Index Name']}"
    if table:
        label += f" on {table}"
    alias = found.get("Alias", table)
    if alias == table:
        return label
    return f"{label} {alias}" if table else f"{label} on {alias}"


def _role(found: dict) -> str:
    if "Subplan Name" in found:
        return found["Subplan Name"]
    return found["Parent Relationship"] if found.get("Parent Relationship") in ("InitPlan", "SubPlan") else ""


def _words(value) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _total_time(found: dict) -> float:
    return found.get("Actual Total Time", 0.0) * found.get("Actual Loops", 1)


def _times_of_ctes(found: dict) -> dict[str, float]:
    """The time of each CTE, by name: it is counted a second time in the scan that asks it for its rows."""
    times = {}
    for child in found.get("Plans", ()):
        if child.get("Subplan Name", "").startswith("CTE "):
            times[child["Subplan Name"][4:]] = _total_time(child)
        times |= _times_of_ctes(child)
    return times


def _own_time(found: dict, ctes: dict[str, float], loops: int) -> float:
    inside = [child for child in found.get("Plans", ()) if child.get("Parent Relationship") != "InitPlan"]
    own = found["Actual Total Time"] * loops - sum(map(_total_time, inside))
    # The scan that met the CTE first waited for it; the others did not.
    waited = ctes.get(found.get("CTE Name", ""), 0.0)
    return max(own - waited if own > waited else own, 0.0)


# --- MySQL's and MariaDB's table


def _explain_source(session: Session, statement: sqltext.Statement, text: str) -> Plan:
    result = _explained(session, "EXPLAIN FORMAT=TRADITIONAL ", statement, text)
    lines = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    steps = tuple(_step(line, number) for number, line in enumerate(lines))
    root = steps[0] if len(steps) == 1 else Node("SELECT", label="SELECT", children=steps)
    return Plan("source", root)


def _step(line: dict, number: int) -> Node:
    """A line as a node. MySQL lists the tables in the order in which it reads them, one inside of the other."""
    access, table, key = line["type"] or "", line["table"] or "", line["key"] or ""
    kind = ACCESS.get(access, access or "No table")
    label = f"{kind} on {table}" if table else kind
    return Node(
        kind=access or "-",
        table=table,
        index=key,
        role="for each row before" if number else "",
        label=f"{label} using {key}" if key else label,
        read=int(line["rows"]) if line["rows"] is not None else None,
    )


# --- as text


def _lines(plan: Plan) -> list[str]:
    rows = list(_rows(plan.root, "", "", plan.analyzed))
    names = ("read", "estimated", "actual", "off by") if plan.analyzed else ("estimated",)
    widths = [max(len(name), *(len(cells[i]) for cells, _ in rows)) for i, name in enumerate(names)]

    def line(cells: tuple[str, ...], tree: str) -> str:
        pairs = zip(cells, widths, strict=True)
        return "  ".join([*(cell.rjust(width) for cell, width in pairs), tree]).rstrip()

    lines = [line(names, "plan"), line(tuple("-" * width for width in widths), "----")]
    lines += [line(cells, tree) for cells, tree in rows]
    if plan.undone:
        lines.append("The statement ran, in a transaction that was rolled back: nothing is changed.")
    return lines


def _rows(step: Node, first: str, then: str, analyzed: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """The cells and the piece of the tree of each line, for a node and all below it."""
    role = f"{step.role}: " if step.role else ""
    times = " (never run)" if step.never_ran else f" (run {step.runs:,} times)" if step.runs > 1 else ""
    tree = f"{first}{role}{step.label}{times}"
    if analyzed:
        came = "-" if step.never_ran or step.actual is None else f"{step.actual:,}"
        read = "" if step.read is None or step.never_ran else f"{step.read:,}"
        yield (read, f"{step.estimated:,}", came, step.off_by), tree
    else:
        yield (f"{step.estimated:,}",), tree
    blank = ("",) * (4 if analyzed else 1)
    stem = then + ("│  " if step.children else "   ")
    for name, words in step.conditions:
        yield blank, f"{stem}{name}: {words}"
    for child in step.children:
        last = child is step.children[-1]
        yield from _rows(child, f"{then}{'└─ ' if last else '├─ '}", f"{then}{'   ' if last else '│  '}", analyzed)


def _source_lines(plan: Plan) -> list[str]:
    """Without the estimates, which differ between MySQL and MariaDB, and from run to run."""
    steps = plan.root.children or (plan.root,)
    cells = [("table", "type", "key", "that is")]
    cells += [(step.table or "-", step.kind, step.index or "-", ACCESS.get(step.kind, "")) for step in steps]
    widths = [max(len(row[i]) for row in cells) for i in range(4)]
    cells.insert(1, tuple("-" * width for width in widths))
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    ]


CAST = re.compile(r"::(?:timestamp without time zone|timestamp with time zone|character varying|[a-z]+)(?:\[\])?")


def plain(condition: str) -> str:
    """A condition without its outer brackets and the types of its constants, for a small picture."""
    text = re.sub(r"('(?:[^']|'')*')" + CAST.pattern, r"\1", condition)
    while text.startswith("(") and text.endswith(")") and _closes_last(text):
        text = text[1:-1]
    return text.replace(" 00:00:00'", "'")


def _closes_last(text: str) -> bool:
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place == len(text) - 1
    return False
