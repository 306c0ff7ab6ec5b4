"""MySQL's and MariaDB's `EXPLAIN FORMAT=TRADITIONAL`, of which both have the same columns, as a tree."""

from collections.abc import Sequence

from workbook.plans.tree import ACCESS, Node


def tree(columns: Sequence[str], rows: Sequence[tuple]) -> Node:
    """The lines of the table, below one node where there are several."""
    lines = [dict(zip(columns, row, strict=True)) for row in rows]
    steps = tuple(_step(line, number) for number, line in enumerate(lines))
    return steps[0] if len(steps) == 1 else Node("SELECT", label="SELECT", children=steps)


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
