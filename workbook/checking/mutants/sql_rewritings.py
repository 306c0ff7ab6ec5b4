"""SQL written in other ways that mean the same: all of them must be accepted."""

import itertools
import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from workbook.checking.mutants.mutant import Mutant, made
from workbook.checking.mutants.sql_tree import Masked, Node, Where, tree_of, written
from workbook.databases import sqltext

COMMENT = " /* it's; -- a comment */ "


def of_text(text: str, where: Where, asks_only: bool) -> Iterator[Mutant]:
    """The rewritings of an answer; one that only asks gives rows, and its columns may come in any order."""
    ways: list[tuple[str, Callable[[Node, Where], Node | None]]] = [
        ("written again", lambda tree, _where: tree),
        ("parentheses", _in_parentheses),
        ("CTE", _with_ctes),
        ("aliases", _other_aliases),
    ]
    if asks_only:
        ways += [("order of columns", _columns_reversed), ("wrapped", _wrapped)]
    for name, way in ways:
        other = _rewritten(text, where, way)
        if other is not None:
            yield made(f"rewriting: {name}", text, other)
    for name, respell in (("lower case", str.lower), ("upper case", str.upper)):
        if name == "lower case" or where.engine == "warehouse":  # MySQL tells tables apart by it, on Linux
            yield Mutant(f"rewriting: {name}", name, respelled(text, where.engine, respell))
    yield Mutant("rewriting: comments", "comments", in_gaps(text, where.engine, lambda gap: f"{gap}{COMMENT}"))
    yield Mutant("rewriting: line ends", "CRLF", in_gaps(text, where.engine, lambda _gap: "\r\n") + "\r\n")
    yield Mutant("rewriting: semicolons", "semicolons", f"{text.rstrip().removesuffix(';')}\n;;\n-- the end")


def _rewritten(text: str, where: Where, way: Callable[[Node, Where], Node | None]) -> str | None:
    """The text with each statement that has a tree rewritten; None where that changes none."""
    changed, done, pieces = False, 0, []
    for statement in sqltext.split(text, where.engine):
        masked = Masked.of(statement.text)
        tree = tree_of(masked.text, where.dialect)
        other = way(tree.copy(), where) if tree is not None else None
        if other is None:
            continue
        pieces += [text[done : statement.start], masked.unmasked(written(other, where.dialect))]
        done = statement.start + len(statement.text)
        changed = True
    return "".join([*pieces, text[done:]]) if changed else None


def _in_parentheses(tree: Node, _where: Where) -> Node | None:
    found = [
        node for node in tree.find_all(exp.Where, exp.Predicate) if not isinstance(node, exp.SubqueryPredicate)
    ]
    if not found:
        return None
    for node in found:
        inner = node.this if isinstance(node, exp.Where) else None
        if inner is not None:
            node.set("this", exp.Paren(this=inner.copy()))
    return tree


def _with_ctes(tree: Node, _where: Where) -> Node | None:
    """`FROM (SELECT …) AS x` of the outermost query as `WITH x AS (SELECT …) … FROM x`."""
    source = tree.args.get("from_")
    inner = source.this if isinstance(tree, exp.Select) and source is not None else None
    if not isinstance(inner, exp.Subquery) or not isinstance(inner.this, exp.Query) or not inner.alias:
        return None
    if tree.args.get("with_") or inner.args["alias"].args.get("columns"):
        return None
    name, query = inner.alias, inner.this.copy()
    inner.replace(exp.to_table(name))
    assert isinstance(tree, exp.Select)
    return tree.with_(name, query)


def _other_aliases(tree: Node, where: Where) -> Node | None:
    """Tables and subqueries under other names, and columns that only the answer itself names."""
    known = {name for table, columns in where.schema.items() for name in (table, *columns)}
    renamed = {alias.name for alias in tree.find_all(exp.TableAlias)} - known
    inner = {
        alias.alias
        for alias in tree.find_all(exp.Alias)
        if (select := alias.find_ancestor(exp.Select)) is not None and isinstance(select.parent, exp.Subquery)
    }
    outer = set(tree.named_selects) if isinstance(tree, exp.Query) else set()
    renamed |= inner - known - outer
    if not renamed or isinstance(tree, (exp.Insert, exp.Create, exp.Merge)):
        return None
    for identifier in list(tree.find_all(exp.Identifier)):
        if identifier.this in renamed:
            identifier.set("this", f"other_{identifier.this}")
    return tree


def _columns_reversed(tree: Node, _where: Where) -> Node | None:
    if not isinstance(tree, exp.Select) or len(tree.expressions) < 2:
        return None
    if any(isinstance(each, exp.Star) for each in tree.expressions):
        return None
    named = [each.this for each in tree.find_all(exp.Ordered)]
    named += tree.args["group"].expressions if tree.args.get("group") else []
    if any(isinstance(each, exp.Literal) for each in named):
        return None  # columns that are named by their number
    tree.set("expressions", tree.expressions[::-1])
    return tree


def _wrapped(tree: Node, _where: Where) -> Node | None:
    """`SELECT * FROM (the query) AS answer`."""
    if not isinstance(tree, exp.Query) or isinstance(tree, exp.Subquery):
        return None
    return exp.select("*").from_(exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("answer"))))


def in_gaps(text: str, engine: str, fill: Callable[[str], str]) -> str:
    """The text with something else between its tokens, wherever there is white space alone."""
    tokens = sqltext.tokens(text, engine)
    pieces, done = [], 0
    for before, after in itertools.pairwise(tokens):
        gap = text[before.end + 1 : after.start]
        if gap and not gap.strip() and text[after.start] != "'":
            pieces += [text[done : before.end + 1], fill(gap)]
            done = after.start
    return "".join([*pieces, text[done:]])


def respelled(text: str, engine: str, respell: Callable[[str], str]) -> str:
    """The text with all words that are not quoted, no binds and no comments in another case."""
    pieces, done, before = [], 0, ""
    for token in sqltext.tokens(text, engine):
        word = text[token.start : token.end + 1]
        if re.fullmatch(r"[A-Za-z_][\w\s]*", word) and before != ":":
            pieces += [text[done : token.start], respell(word)]
            done = token.end + 1
        before = word
    return "".join([*pieces, text[done:]])
