"""Operators on values: rounded, cast, COALESCE, constants, columns exchanged or left out."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from sqlglot import exp

from workbook.checking.mutants.query_operators import assigns, is_of_no_effect
from workbook.checking.mutants.sql_tree import Change, Node, Operator, Where

DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")  # 9999-12-31 has no next day
# By what a column's type begins with: what is done to its values, and what stands for NULL.
LOSSES = {
    ("REAL", "FLOAT", "DOUBLE", "NUMERIC", "DECIMAL"): (("ROUND({x})", "CAST({x} AS INT)", "ABS({x})"), "0"),
    ("BIGINT",): (("CAST({x} AS DOUBLE PRECISION)", "CAST(CAST({x} AS REAL) AS BIGINT)", "ABS({x})"), "0"),
    ("INT", "SERIAL"): (("CAST(CAST({x} AS REAL) AS BIGINT)",), "0"),
    ("SMALLINT",): ((), "0"),
    ("TIMESTAMP", "DATETIME"): (
        ("DATE_TRUNC('second', {x})", "DATE_TRUNC('minute', {x})", "CAST(CAST({x} AS DATE) AS TIMESTAMP)"),
        "CAST('1970-01-01' AS TIMESTAMP)",
    ),
    ("TEXT", "VARCHAR", "CHAR"): (("LOWER({x})", "TRIM({x})", "LEFT({x}, 10)"), "''"),
    ("BOOL",): ((), "FALSE"),
    ("DATE",): ((), "CAST('1970-01-01' AS DATE)"),
}
IN_MYSQL = {
    "DOUBLE PRECISION": "DOUBLE",
    "AS INT)": "AS SIGNED)",
    "AS BIGINT)": "AS SIGNED)",
    "AS REAL)": "AS FLOAT)",
}


def _losses(kind: str, where: Where) -> tuple[list[str], str]:
    """Templates that lose something of a value of the type `kind`, and a value to put for NULL."""
    for kinds, (templates, default) in LOSSES.items():
        if kind.startswith(kinds):
            if where.engine == "source":
                templates = tuple(t for t in templates if "DATE_TRUNC" not in t)
                for word, mysql in IN_MYSQL.items():
                    templates = tuple(t.replace(word, mysql) for t in templates)
                default = default.replace("TIMESTAMP", "DATETIME")
            return list(templates), default
    return [], ""


def _is_read(node: Node) -> bool:
    """Whether a column is a value that a SELECT gives, or that an UPDATE or a sort takes."""
    parent = node.parent
    if isinstance(parent, exp.Alias):
        return isinstance(parent.parent, exp.Select)
    if isinstance(parent, exp.EQ) and assigns(parent):
        return node.arg_key == "expression"
    if isinstance(parent, exp.Ordered):
        return not is_of_no_effect(parent)
    return isinstance(parent, exp.Select) and node.arg_key == "expressions"


def values_lost(node: Node, where: Where) -> Iterator[Change]:
    """A value of a SELECT, a SET or a sort rounded, cut or cast."""
    if _is_read(node):
        templates, _ = _losses(where.types.get(node.name, ""), where)
        for template in templates:
            yield lambda n, template=template: _named(n, template, where)


def nulls_filled(node: Node, where: Where) -> Iterator[Change]:
    """COALESCE around a value, or dropped."""
    if isinstance(node, exp.Coalesce):
        yield lambda n: n.this.copy()
    elif _is_read(node):
        _, default = _losses(where.types.get(node.name, ""), where)
        if default and where.may_be_null(node.name):
            yield lambda n: _named(n, f"COALESCE({{x}}, {default})", where)


def _named(node: Node, template: str, where: Where) -> Node:
    """What the template makes of a column, under the column's name where a SELECT gives it."""
    value = where.parsed(template.format(x=node.sql(dialect=where.dialect)))
    return exp.alias_(value, node.name) if isinstance(node.parent, exp.Select) else value


def star_values_lost(node: Node, where: Where) -> Iterator[Change]:
    """`*` written out, with one of the columns left out, changed or filled."""
    tables = [table.name for table in node.find_all(exp.Table)]
    if not any(isinstance(each, exp.Star) for each in node.expressions) or not tables:
        return
    columns = where.schema.get(tables[0], {})
    for name, kind in columns.items():
        templates, default = _losses(kind.upper(), where)
        filled = [f"COALESCE({{x}}, {default})"] if default and where.may_be_null(name) else []
        for template in [*templates, *filled]:
            written = [
                where.parsed(f"{template.format(x=name)} AS {name}") if each == name else exp.column(each)
                for each in columns
            ]
            yield lambda n, written=written: n.set(
                "expressions",
                [part for each in n.expressions for part in (written if isinstance(each, exp.Star) else [each])],
            )


def columns_exchanged(node: Node, where: Where) -> Iterator[Change]:
    """Another column of the same type read in place of one."""
    kind = where.types.get(node.name, "").split(" ")[0]
    for table in where.schema.values():
        if node.name not in table:
            continue
        for name, other in table.items():
            if name != node.name and other.upper().split(" ")[0] == kind:
                yield lambda n, name=name: _exchanged(n, name)


def _exchanged(node: Node, name: str) -> Node:
    column = exp.column(name, table=node.args.get("table"))
    return exp.alias_(column, node.name) if isinstance(node.parent, exp.Select) else column


def assignments_dropped(node: Node, _where: Where) -> Iterator[Change]:
    """A column missing in SET."""
    if not isinstance(node, (exp.Update, exp.OnConflict)) or len(node.expressions) < 2:
        return
    for at in range(len(node.expressions)):
        yield lambda n, at=at: n.set("expressions", [e for k, e in enumerate(n.expressions) if k != at])


def inserted_columns_dropped(node: Node, _where: Where) -> Iterator[Change]:
    """A column of INSERT left out, with its value."""
    select, columns = node.args.get("expression"), getattr(node.this, "expressions", [])
    if not isinstance(node.this, exp.Schema) or not isinstance(select, exp.Select):
        return
    if len(select.expressions) != len(columns):
        return
    for at in range(len(columns)):
        yield lambda n, at=at: _without(n, at)


def _without(node: Node, at: int) -> None:
    for part in (node.this, node.args["expression"]):
        part.set("expressions", [each for number, each in enumerate(part.expressions) if number != at])


def constants(node: Node, where: Where) -> Iterator[Change]:
    """A number one higher or lower, a day one later or earlier."""
    text = str(node.this)
    if isinstance(node.parent, exp.Select) and isinstance(node.parent.parent, exp.Exists):
        return  # what EXISTS selects is not looked at
    if isinstance(node.parent, exp.DataTypeParam):
        if node.is_int and node.parent.index == 0 and int(text) > 1:
            yield lambda n: exp.Literal.number(str(int(n.this) - 1))
    elif node.is_int:
        for number in (int(text) + 1, int(text) - 1):
            as_text = isinstance(node, exp.Literal) and node.is_string
            yield (
                lambda n, number=number, as_text=as_text: (
                    exp.Literal.string(str(number)) if as_text else exp.Literal.number(str(number))
                )
            )
    elif isinstance(node, exp.Literal) and node.is_string and (found := DAY.match(text)):
        for days in (1, -1):
            moved = date.fromisoformat(found[0]) + timedelta(days=days)
            yield lambda n, moved=moved: exp.Literal.string(f"{moved}{text[10:]}")
    elif isinstance(node, exp.Literal) and not node.is_string:
        yield lambda n: exp.Literal.number(str(int(float(text))))


def booleans(node: Node, _where: Where) -> Iterator[Change]:
    """TRUE for FALSE."""
    yield lambda n: exp.Boolean(this=not n.this)


def arithmetic(node: Node, _where: Where) -> Iterator[Change]:
    """`-` for `+`, `/` for `*`."""
    turned = {exp.Add: exp.Sub, exp.Sub: exp.Add, exp.Mul: exp.Div, exp.Div: exp.Mul}
    yield lambda n: turned[type(n)](this=n.this.copy(), expression=n.expression.copy())


def rounding(node: Node, _where: Where) -> Iterator[Change]:
    """ROUND dropped, or for another way of rounding; a cast dropped."""
    yield lambda n: n.this.copy()
    if isinstance(node, exp.Round):
        yield lambda n: exp.Floor(this=n.this.copy())
        yield lambda n: exp.cast(n.copy(), "double")


OPERATORS = (
    Operator("value lost", (exp.Column,), values_lost),
    Operator("value lost", (exp.Select,), star_values_lost),
    Operator("coalesce", (exp.Coalesce, exp.Column), nulls_filled),
    Operator("column exchanged", (exp.Column,), columns_exchanged),
    Operator("assignment dropped", (exp.Update, exp.OnConflict), assignments_dropped),
    Operator("inserted column dropped", (exp.Insert,), inserted_columns_dropped),
    Operator("constant", (exp.Literal,), constants),
    Operator("boolean", (exp.Boolean,), booleans),
    Operator("arithmetic", (exp.Add, exp.Sub, exp.Mul, exp.Div), arithmetic),
    Operator("rounding", (exp.Round, exp.Cast), rounding),
)
