"""The plan of a DataFrame that Spark has run, as a tree; `engines/spark/inside/plan.py` asks Spark for it."""

from workbook.plans.tree import Node, Plan, plain


def plan(found: dict) -> Plan:
    """The plan of `{"name", "text", "table", "rows", "children"}`, a step and those below it; `rows` may be None.

    Spark expects no number of rows, and measures time by stage, not by step: neither is in the plan.
    """
    return Plan("spark", _node(found), analyzed=True)


def _node(found: dict) -> Node:
    children = tuple(map(_node, found["children"]))
    name, rows = found["name"], found["rows"]
    return Node(
        kind=name,
        table=found["table"],
        label=found["text"],
        detail=plain(found["text"].removeprefix(name).strip()) if children else "",
        estimated=rows or 0,
        actual=rows,
        read=None if children else rows,
        children=children,
    )
