"""Operators on queries: conditions, comparisons, sorting, windows, LIMIT, DISTINCT, joins."""

from collections.abc import Iterator

from sqlglot import exp

from workbook.checking.mutants.sql_tree import Change, Operator, Where

COMPARISONS: dict[type[exp.Expression], tuple[type[exp.Expression], ...]] = {
    exp.LT: (exp.LTE, exp.GT),
    exp.LTE: (exp.LT, exp.GTE),
    exp.GT: (exp.GTE, exp.LT),
    exp.GTE: (exp.GT, exp.LTE),
    exp.EQ: (exp.LTE, exp.GTE, exp.NEQ),
    exp.NEQ: (exp.EQ, exp.GT, exp.LT),
}
LIMITS = (1, 10, 100, 1000)
RANKS = ("RANK", "DENSE_RANK")


def assigns(node: exp.Expression) -> bool:
    """Whether a node `a = b` is an assignment of an UPDATE."""
    return isinstance(node.parent, (exp.Update, exp.OnConflict)) and node.arg_key == "expressions"


def conditions_dropped(node: exp.Expression, _where: Where) -> Iterator[Change]:
    if isinstance(node, exp.Connector):
        yield lambda n: n.this.copy()
        yield lambda n: n.expression.copy()
    elif isinstance(node, exp.Not):
        yield lambda n: n.this.copy()
    elif isinstance(node, exp.Filter):
        yield lambda n: n.this.copy()
    else:
        yield lambda n: _gone(n)


def _gone(node: exp.Expression) -> None:
    node.pop()


def conditions_turned(node: exp.Expression, _where: Where) -> Iterator[Change]:
    if isinstance(node, exp.And):
        yield lambda n: exp.Or(this=n.this.copy(), expression=n.expression.copy())
    elif isinstance(node, exp.Or):
        yield lambda n: exp.And(this=n.this.copy(), expression=n.expression.copy())
    elif not isinstance(node.parent, exp.Not):
        yield lambda n: exp.Not(this=exp.Paren(this=n.copy()))


def comparisons(node: exp.Expression, _where: Where) -> Iterator[Change]:
    if assigns(node):
        return
    for other in COMPARISONS[type(node)]:
        yield lambda n, other=other: other(this=n.this.copy(), expression=n.expression.copy())


def between_opened(node: exp.Expression, _where: Where) -> Iterator[Change]:
    for low, high in ((exp.GTE, exp.LT), (exp.GT, exp.LTE)):
        yield lambda n, low=low, high=high: exp.Paren(
            this=exp.And(
                this=low(this=n.this.copy(), expression=n.args["low"].copy()),
                expression=high(this=n.this.copy(), expression=n.args["high"].copy()),
            )
        )


def directions(node: exp.Expression, where: Where) -> Iterator[Change]:
    desc = not node.args.get("desc")
    large = where.engine == "warehouse"  # PostgreSQL sorts NULL as if it were the largest value, MySQL the smallest
    yield lambda n: _set(n, desc=desc, nulls_first=desc == large)
    yield lambda n: _set(n, desc=desc)
    if large:
        yield lambda n: _set(n, nulls_first=not n.args.get("nulls_first"))


def _set(node: exp.Expression, **values: object) -> None:
    for name, value in values.items():
        node.set(name, value)


def list_items_dropped(node: exp.Expression, _where: Where) -> Iterator[Change]:
    """A column of ORDER BY, GROUP BY or PARTITION BY dropped, or the whole clause."""
    key = "partition_by" if isinstance(node, exp.Window) else "expressions"
    items = node.args.get(key) or []
    for at in range(len(items) if len(items) > 1 else 0):
        yield lambda n, at=at: n.set(key, [item for number, item in enumerate(n.args[key]) if number != at])
    if isinstance(node, exp.Window) and items:
        yield lambda n: n.set("partition_by", [])
    elif isinstance(node, (exp.Order, exp.Group)):
        yield lambda n: _gone(n)


def list_items_swapped(node: exp.Expression, _where: Where) -> Iterator[Change]:
    if len(node.expressions) > 1:
        yield lambda n: n.set("expressions", [n.expressions[1], n.expressions[0], *n.expressions[2:]])


def key_columns_replaced(node: exp.Expression, where: Where) -> Iterator[Change]:
    """A column that sorts, groups or partitions replaced by another of the table's, or that one added."""
    if not isinstance(node, exp.Column) or not _is_key(node):
        return
    for table in where.schema.values():
        if node.name in table:
            for name in table:
                if name != node.name:
                    yield lambda n, name=name: n.set("this", exp.to_identifier(name))


def _is_key(node: exp.Column) -> bool:
    parent = node.parent
    if isinstance(parent, exp.Tuple):
        parent = parent.parent
    return isinstance(parent, (exp.Ordered, exp.Group, exp.Window, exp.Distinct))


def keys_added(node: exp.Expression, where: Where) -> Iterator[Change]:
    """A further column in PARTITION BY or GROUP BY."""
    key = "partition_by" if isinstance(node, exp.Window) else "expressions"
    items = [item for item in node.args.get(key) or [] if isinstance(item, exp.Column)]
    for item in items[:1]:
        for name in next((table for table in where.schema.values() if item.name in table), {}):
            if name not in {each.name for each in items}:
                yield lambda n, name=name: n.set(
                    key, [*n.args[key], exp.column(name, table=item.args.get("table"))]
                )


def ranks(node: exp.Expression, _where: Where) -> Iterator[Change]:
    if isinstance(node, exp.RowNumber):
        for name in RANKS:
            yield lambda n, name=name: exp.Anonymous(this=name)
    elif isinstance(node, (exp.Rank, exp.DenseRank)):
        yield lambda n: exp.RowNumber()


def limits(node: exp.Expression, _where: Where) -> Iterator[Change]:
    if node.args.get("limit"):
        yield lambda n: n.set("limit", None)
        return
    if isinstance(node.parent, (exp.Exists, exp.SetOperation)):
        return
    for limit in LIMITS:
        yield lambda n, limit=limit: n.limit(limit, copy=False) and None


def distincts(node: exp.Expression, _where: Where) -> Iterator[Change]:
    if isinstance(node, exp.SetOperation):
        yield lambda n: n.set("distinct", not n.args.get("distinct"))
    elif isinstance(node, exp.Select):
        if node.args.get("distinct"):
            yield lambda n: n.set("distinct", None)
        elif not node.args.get("limit"):
            yield lambda n: n.set("distinct", exp.Distinct())
    elif isinstance(node.parent, exp.Count) and node.args.get("on") is None:
        yield lambda n: n.expressions[0].copy()


def joins(node: exp.Expression, _where: Where) -> Iterator[Change]:
    if node.args.get("side"):
        yield lambda n: n.set("side", None)
    elif node.args.get("on") or node.args.get("using"):
        yield lambda n: n.set("side", "LEFT")


def set_operations(node: exp.Expression, _where: Where) -> Iterator[Change]:
    for kind in (exp.Union, exp.Except, exp.Intersect):
        if type(node) is not kind:
            yield lambda n, kind=kind: kind(**{key: value for key, value in n.copy().args.items()})


def aggregates(node: exp.Expression, _where: Where) -> Iterator[Change]:
    turned = {exp.Max: exp.Min, exp.Min: exp.Max, exp.Sum: exp.Count, exp.Avg: exp.Max, exp.First: exp.Last}
    if other := turned.get(type(node)):
        yield lambda n: other(this=n.this.copy())


OPERATORS = (
    Operator(
        "condition dropped", (exp.Connector, exp.Not, exp.Filter, exp.Where, exp.Having), conditions_dropped
    ),
    Operator("condition turned", (exp.Connector, exp.Is, exp.Exists, exp.In), conditions_turned),
    Operator("comparison", tuple(COMPARISONS), comparisons),
    Operator("comparison", (exp.Between,), between_opened),
    Operator("direction", (exp.Ordered,), directions),
    Operator("key dropped", (exp.Order, exp.Group, exp.Window, exp.Tuple), list_items_dropped),
    Operator("keys swapped", (exp.Order,), list_items_swapped),
    Operator("key replaced", (exp.Column,), key_columns_replaced),
    Operator("key added", (exp.Window, exp.Group), keys_added),
    Operator("rank", (exp.RowNumber, exp.Rank, exp.DenseRank), ranks),
    Operator("limit", (exp.Select, exp.SetOperation), limits),
    Operator("distinct", (exp.Select, exp.SetOperation, exp.Distinct), distincts),
    Operator("join", (exp.Join,), joins),
    Operator("set operation", (exp.SetOperation,), set_operations),
    Operator("aggregate", (exp.Max, exp.Min, exp.Sum, exp.Avg), aggregates),
)
