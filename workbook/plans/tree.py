"""A plan as a tree of steps, and that tree as text: the same on each run, so without times and costs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

RIGHT_FACTOR = 2  # an estimate within this factor of what came is called right

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
    without that of the steps below it. A step may end early (`stopped`) because a step above it has enough: then
    fewer rows than estimated are no error.
    """

    kind: str  # as the server names it: "Seq Scan", "Hash Left Join"; MySQL's access type is written out
    table: str = ""
    index: str = ""
    label: str = ""  # the node's line, as PostgreSQL writes it
    role: str = ""  # "CTE x", "SubPlan 1": where it is no plain input
    conditions: tuple[tuple[str, str], ...] = ()
    detail: str = ""  # of its line, what stands in a picture, where there are no conditions
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
        """How wrong the estimate is: "▲ 342×" (more came), "▼ 21×" (fewer came), "" where it is not."""
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
    def columns(self) -> tuple[str, ...]:
        """What the text says of each step, beside its line."""
        if self.engine == "spark":
            return ("rows",)
        return ("read", "estimated", "actual", "off by") if self.analyzed else ("estimated",)

    @property
    def milliseconds(self) -> float:
        """The time of all its steps."""
        return sum(node.milliseconds or 0.0 for node in self.root.walk())

    def nodes(self, kind: str = "") -> list[Node]:
        """Its nodes, from the top down; those whose kind begins with `kind`."""
        return [node for node in self.root.walk() if node.kind.startswith(kind)]


def _lines(plan: Plan) -> list[str]:
    names = plan.columns
    rows = list(_rows(plan.root, "", "", names))
    widths = [max(len(name), *(len(cells[i]) for cells, _ in rows)) for i, name in enumerate(names)]

    def line(cells: tuple[str, ...], tree: str) -> str:
        pairs = zip(cells, widths, strict=True)
        return "  ".join([*(cell.rjust(width) for cell, width in pairs), tree]).rstrip()

    lines = [line(names, "plan"), line(tuple("-" * width for width in widths), "----")]
    lines += [line(cells, tree) for cells, tree in rows]
    if plan.undone:
        lines.append("The statement ran, in a transaction that was rolled back: nothing is changed.")
    return lines


def _rows(step: Node, first: str, then: str, columns: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The cells and the piece of the tree of each line, for a node and all below it."""
    role = f"{step.role}: " if step.role else ""
    times = " (never run)" if step.never_ran else f" (run {step.runs:,} times)" if step.runs > 1 else ""
    tree = f"{first}{role}{step.label}{times}"
    came = "-" if step.never_ran or step.actual is None else f"{step.actual:,}"
    early = step.stopped and step.actual is not None and step.actual < step.estimated
    says = {
        "read": "" if step.read is None or step.never_ran else f"{step.read:,}",
        "estimated": f"{step.estimated:,}",
        "actual": came,
        "rows": came,
        "off by": "stopped" if early else step.off_by,
    }
    yield tuple(says[name] for name in columns), tree
    blank = ("",) * len(columns)
    stem = then + ("│  " if step.children else "   ")
    for name, words in step.conditions:
        yield blank, f"{stem}{name}: {words}"
    for child in step.children:
        last = child is step.children[-1]
        yield from _rows(child, f"{then}{'└─ ' if last else '├─ '}", f"{then}{'   ' if last else '│  '}", columns)


def _source_lines(plan: Plan) -> list[str]:
    """Without the estimates, which differ between MySQL and MariaDB, and from run to run."""
    steps = plan.root.children or (plan.root,)
    cells: list[tuple[str, ...]] = [("table", "type", "key", "that is")]
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
