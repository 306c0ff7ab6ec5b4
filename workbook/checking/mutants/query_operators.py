"""Operators on queries: conditions, comparisons, sorting, windows, LIMIT, DISTINCT, joins."""

from collections.abc import Iterator

from sqlglot import exp

from workbook.checking.mutants.sql_tree import Change, Node, Operator, Where

COMPARISONS: dict[type, tuple[type, ...]] = {
    exp.LT: (exp.LTE, exp.GT),
    exp.LTE: (exp.LT, exp.GTE),
    exp.GT: (exp.GTE, exp.LT),
    exp.GTE: (exp.GT, exp.LTE),
    exp.EQ: (exp.LTE, exp.GTE, exp.NEQ),
    exp.NEQ: (exp.EQ, exp.GT, exp.LT),
}
LIMITS = (1, 10, 100, 1000)
RANKS = ("RANK", "DENSE_RANK")


def assigns(node: Node) -> bool:
    """Whether a node `a = b` is an assignment of an UPDATE."""
    return isinstance(node.parent, (exp.Update, exp.OnConflict)) and node.arg_key == "expressions"


def conditions_dropped(node: Node, _where: Where) -> Iterator[Change]:
    """One side of AND or OR dropped, NOT, FILTER, WHERE or HAVING dropped."""
    if isinstance(node, exp.Connector):
        yield lambda n: n.this.copy()
        yield lambda n: n.expression.copy()
    elif isinstance(node, (exp.Not, exp.Filter)):
        yield lambda n: n.this.copy()
    else:
        yield lambda n: _gone(n)


def _gone(node: Node) -> None:
    node.pop()


def conditions_turned(node: Node, _where: Where) -> Iterator[Change]:
    """AND for OR, and a condition turned into its opposite."""
    if isinstance(node, exp.And):
        yield lambda n: exp.Or(this=n.this.copy(), expression=n.expression.copy())
    elif isinstance(node, exp.Or):
        yield lambda n: exp.And(this=n.this.copy(), expression=n.expression.copy())
    elif not isinstance(node.parent, exp.Not):
        yield lambda n: exp.Not(this=exp.Paren(this=n.copy()))


def comparisons(node: Node, where: Where) -> Iterator[Change]:
    """`<` for `<=`, `=` for `<>`, and so on."""
    if assigns(node):
        return
    counts = isinstance(node, exp.EQ) and node.this.name not in where.types and node.expression.name == "1"
    for other in COMPARISONS[type(node)]:
        if counts and other is exp.LTE:
            continue  # a number that counts rows is never below 1
        yield lambda n, other=other: other(this=n.this.copy(), expression=n.expression.copy())


def between_opened(node: Node, _where: Where) -> Iterator[Change]:
    """BETWEEN without its first or its last value."""
    for low, high in ((exp.GTE, exp.LT), (exp.GT, exp.LTE)):
        yield lambda n, low=low, high=high: exp.Paren(
            this=exp.And(
                this=low(this=n.this.copy(), expression=n.args["low"].copy()),
                expression=high(this=n.this.copy(), expression=n.args["high"].copy()),
            )
        )


def directions(node: Node, where: Where) -> Iterator[Change]:
    """ASC for DESC, and NULLs at the other end."""
    if is_of_no_effect(node):
        return
    desc = not node.args.get("desc")
    large = (
        where.engine == "warehouse"
    )  # PostgreSQL sorts NULL as if it were the largest value, MySQL the smallest
    yield lambda n: _set(n, desc=desc, nulls_first=desc == large)
    if any(where.may_be_null(column.name) for column in node.find_all(exp.Column)):
        yield lambda n: _set(n, desc=desc)
    if large and any(where.may_be_null(column.name) for column in node.find_all(exp.Column)):
        yield lambda n: _set(n, nulls_first=not n.args.get("nulls_first"))


def is_of_no_effect(node: Node) -> bool:
    """Whether a sort decides nothing: of the answer's own rows without LIMIT, or of the keys of DISTINCT ON."""
    order = node.find_ancestor(exp.Order) if isinstance(node, exp.Ordered) else node
    select = order.parent if order is not None else None
    if not isinstance(select, exp.Select):
        return False
    distinct = select.args.get("distinct")
    keys = distinct.args.get("on") if distinct is not None else None
    if keys is None:
        return select.parent is None and not select.args.get("limit")
    names = {column.name for column in keys.find_all(exp.Column)}
    return isinstance(node, exp.Ordered) and {column.name for column in node.find_all(exp.Column)} <= names


def _set(node: Node, **values: object) -> None:
    for name, value in values.items():
        node.set(name, value)


def list_items_dropped(node: Node, _where: Where) -> Iterator[Change]:
    """A column of ORDER BY, GROUP BY or PARTITION BY dropped, or the whole clause."""
    if isinstance(node, exp.Order) and is_of_no_effect(node):
        return
    key = "partition_by" if isinstance(node, exp.Window) else "expressions"
    items = node.args.get(key) or []
    for at in range(len(items) if len(items) > 1 else 0):
        yield lambda n, at=at: n.set(key, [item for number, item in enumerate(n.args[key]) if number != at])
    if isinstance(node, exp.Window) and items:
        yield lambda n: n.set("partition_by", [])
    elif isinstance(node, (exp.Order, exp.Group)):
        yield lambda n: _gone(n)


def list_items_swapped(node: Node, _where: Where) -> Iterator[Change]:
    """The first two columns of ORDER BY the other way round."""
    if len(node.expressions) > 1 and not is_of_no_effect(node):
        yield lambda n: n.set("expressions", [n.expressions[1], n.expressions[0], *n.expressions[2:]])


def key_columns_replaced(node: Node, where: Where) -> Iterator[Change]:
    """A column that sorts, groups or partitions replaced by another of the table's, or that one added."""
    ordered = node.find_ancestor(exp.Ordered)
    if not isinstance(node, exp.Column) or not _is_key(node) or (ordered and is_of_no_effect(ordered)):
        return
    for table in where.schema.values():
        if node.name in table:
            for name in table:
                if name != node.name:
                    yield lambda n, name=name: n.set("this", exp.to_identifier(name))


def _is_key(node: Node) -> bool:
    parent = node.parent
    if isinstance(parent, exp.Tuple):
        parent = parent.parent
    return isinstance(parent, (exp.Ordered, exp.Group, exp.Window, exp.Distinct))


def keys_added(node: Node, where: Where) -> Iterator[Change]:
    """A further column in PARTITION BY or GROUP BY."""
    key = "partition_by" if isinstance(node, exp.Window) else "expressions"
    items = [item for item in node.args.get(key) or [] if isinstance(item, exp.Column)]
    if not items:
        return
    first, names = items[0], {each.name for each in items}
    for name in next((table for table in where.schema.values() if first.name in table), {}):
        if name not in names:
            column = exp.column(name, table=first.args.get("table"))
            yield lambda n, column=column: n.set(key, [*n.args[key], column.copy()])


def ranks(node: Node, where: Where) -> Iterator[Change]:
    """RANK or DENSE_RANK for ROW_NUMBER, and back; the same where no rows tie."""
    if not where.contract.ties:
        return
    if isinstance(node, exp.RowNumber):
        for name in RANKS:
            yield lambda n, name=name: exp.Anonymous(this=name)
    elif isinstance(node, (exp.Rank, exp.DenseRank)):
        yield lambda n: exp.RowNumber()


def limits(node: Node, _where: Where) -> Iterator[Change]:
    """LIMIT added, or dropped."""
    if node.args.get("limit"):
        yield lambda n: n.set("limit", None)
        return
    if isinstance(node.parent, (exp.Exists, exp.SetOperation)) or _gives_one_row(node):
        return
    for limit in LIMITS:
        yield lambda n, limit=limit: n.limit(limit, copy=False) and None


def _gives_one_row(node: Node) -> bool:
    """Whether a query is an aggregate of everything, or reads no table."""
    if not isinstance(node, exp.Select) or node.args.get("group"):
        return False
    if not node.args.get("from_"):
        return True
    return any(each.find(exp.AggFunc) and not each.find(exp.Window) for each in node.expressions)


def _is_a_set(node: Node, where: Where) -> bool:
    """Whether a query gives no row twice, or it does not matter: it has a key, numbers its rows, is searched."""
    if isinstance(node.parent, (exp.Exists, exp.In)) or _gives_one_row(node):
        return True
    if node.args.get("joins"):
        return False
    source = node.args["from_"].this
    if isinstance(source, exp.Subquery) and source.find(exp.RowNumber) and node.args.get("where"):
        return True  # it keeps one row of a key
    table = node.find(exp.Table)
    if any(isinstance(each, exp.Star) or each.is_star for each in node.expressions) and table is not None:
        keys = [name for name, kind in where.schema.get(table.name, {}).items() if "PRIMARY KEY" in kind.upper()]
        if keys:
            return True
    return any(each.find(exp.RowNumber) or where.is_key(each.name) for each in node.expressions)


def distincts(node: Node, where: Where) -> Iterator[Change]:
    """DISTINCT added, or dropped; UNION for UNION ALL."""
    if isinstance(node, exp.SetOperation):
        yield lambda n: n.set("distinct", not n.args.get("distinct"))
    elif isinstance(node, exp.Select):
        if node.args.get("distinct"):
            yield lambda n: n.set("distinct", None)
        elif not node.args.get("limit") and not _is_a_set(node, where):
            yield lambda n: n.set("distinct", exp.Distinct())
    elif isinstance(node.parent, exp.Count) and node.args.get("on") is None:
        yield lambda n: n.expressions[0].copy()


def joins(node: Node, where: Where) -> Iterator[Change]:
    """An outer join for an inner one, and back; the same where each row has its partner."""
    if where.contract.partners:
        return
    if node.args.get("side"):
        yield lambda n: n.set("side", None)
    elif node.args.get("on") or node.args.get("using"):
        yield lambda n: n.set("side", "LEFT")


def set_operations(node: Node, _where: Where) -> Iterator[Change]:
    """UNION, EXCEPT and INTERSECT for one another."""
    for kind in (exp.Union, exp.Except, exp.Intersect):
        if type(node) is not kind:
            yield lambda n, kind=kind: kind(**n.copy().args)


def inputs_cut(node: Node, _where: Where) -> Iterator[Change]:
    """The rows that an aggregate reads, only some of them, or none twice."""
    source = node.args.get("from_")
    if (
        source is None
        or not isinstance(source.this, exp.Table)
        or not any(each.find(exp.AggFunc) and not each.find(exp.Window) for each in node.expressions)
    ):
        return
    for query in [exp.select("*").limit(limit) for limit in LIMITS]:
        yield lambda n, query=query: n.args["from_"].this.replace(_limited(n.args["from_"].this, query))


def _limited(table: exp.Table, query: exp.Select) -> Node:
    bare = table.copy()
    bare.set("alias", None)
    return query.from_(bare).subquery(table.alias_or_name)


def counts(node: Node, where: Where) -> Iterator[Change]:
    """count(*) of what is in a column, or of what is different."""
    if not isinstance(node.this, exp.Star):
        return
    for columns in where.schema.values():
        for name in columns:
            if where.may_be_null(name):
                yield lambda n, name=name: exp.Count(this=exp.column(name))
            if not where.is_key(name):
                yield lambda n, name=name: exp.Count(this=exp.Distinct(expressions=[exp.column(name)]))
            yield lambda n, name=name: exp.Max(this=exp.column(name))


def aggregates(node: Node, _where: Where) -> Iterator[Change]:
    """min for max, count for sum."""
    turned = {exp.Max: exp.Min, exp.Min: exp.Max, exp.Sum: exp.Count, exp.Avg: exp.Max, exp.First: exp.Last}
    if other := turned.get(type(node)):
        yield lambda n: other(this=n.this.copy())


OPERATORS = (
    Operator("condition dropped", (exp.Connector, exp.Not, exp.Filter, exp.Where, exp.Having), conditions_dropped),
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
    Operator("limit", (exp.Select,), inputs_cut),
    Operator("aggregate", (exp.Count,), counts),
    Operator("aggregate", (exp.Max, exp.Min, exp.Sum, exp.Avg), aggregates),
)
