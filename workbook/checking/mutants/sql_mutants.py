"""Mutants of a SQL text: of each statement by its tree or its tokens, and of the row of statements."""

import itertools
import re
from collections.abc import Iterator

from workbook.checking.mutants import query_operators, table_operators, value_operators
from workbook.checking.mutants.mutant import Mutant, change, made
from workbook.checking.mutants.sql_tree import Masked, Where, changed, tree_of
from workbook.databases import sqltext
from workbook.databases.sqltext import Statement

OPERATORS = (*query_operators.OPERATORS, *value_operators.OPERATORS, *table_operators.OPERATORS)
# In what has no tree, such as the body of DO: a word, and what is put in its place.
LOOSE: dict[str, tuple[str, ...]] = {
    "<": ("<=",), "<=": ("<",), ">": (">=",), ">=": (">",), "=": ("<>",), "DESC": ("ASC",), "LAST": ("FIRST",),
    "FIRST": ("LAST",), "ROW_NUMBER": ("RANK",), "DISTINCT": ("",), "MAX": ("MIN",), "AND": ("OR",),
}  # fmt: skip
TOKENS = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\$\w*\$|<=|>=|<>|:=|[<>=]|\b[A-Za-z_]\w*\b|(?<![\w.])\d+(?![\w.])")


def of_text(text: str, where: Where) -> Iterator[Mutant]:
    """The mutants of a whole answer."""
    statements = sqltext.split(text, where.engine)
    for statement in statements:
        start, end = statement.start, statement.start + len(statement.text)
        for mutant in of_statement(statement.text, where):
            yield Mutant(mutant.operator, mutant.change, f"{text[:start]}{mutant.text}{text[end:]}")
    for operator, other in _of_the_row(text, statements, where.contract.atomic):
        yield made(operator, text, other)
    yield from _of_tables(text, where)


def of_statement(text: str, where: Where) -> Iterator[Mutant]:
    """The mutants of one statement."""
    for operator, plain, other in changed(text, where, OPERATORS):
        yield Mutant(operator, change(plain, other), other)
    if sqltext.tokens(text, where.engine)[0].text.upper() in table_operators.DDL:
        for operator, other in table_operators.words_replaced(text, where.engine, where.contract.lasting):
            yield made(operator, text, other)
    if tree_of(Masked.of(text).text, where.dialect) is None:
        for operator, other in _loose(text):
            yield made(operator, text, other)


def _loose(text: str) -> Iterator[tuple[str, str]]:
    """A statement without a tree, with one of its words or numbers changed."""
    for match in TOKENS.finditer(text):
        word = match[0]
        numbers = [str(int(word) + 1), str(int(word) - 1)] if word.isdigit() else []
        for other in numbers or LOOSE.get(word.upper(), ()):
            yield "word", f"{text[: match.start()]}{other}{text[match.end() :]}"


def _of_the_row(text: str, statements: list[Statement], atomic: bool) -> Iterator[tuple[str, str]]:
    """Statements dropped, doubled, swapped; a transaction ended otherwise, and where it counts, elsewhere."""
    for statement in statements:
        end = statement.start + len(statement.text)
        before, after = text[: statement.start], text[end:]
        if atomic or not _begins(statement):
            yield "statement dropped", before + after.removeprefix(";")
        if statement.words[0] in ("INSERT", "UPDATE"):
            yield "statement doubled", f"{before}{statement.text};\n{statement.text}{after}"
        if _ends(statement):
            yield "transaction", f"{before}ROLLBACK{after}"
    for first, second in itertools.pairwise(statements):
        if not atomic and (_begins(first) or _ends(second)):
            continue
        end = second.start + len(second.text)
        between = text[first.start + len(first.text) : second.start]
        yield "statements swapped", f"{text[: first.start]}{second.text}{between}{first.text}{text[end:]}"
        if atomic and not (_begins(first) or _ends(first) or _begins(second) or _ends(second)):
            yield "transaction", f"{text[: second.start]}COMMIT;\nBEGIN;\n{text[second.start :]}"
    if atomic:
        bare = text
        for statement in reversed([each for each in statements if _begins(each) or _ends(each)]):
            bare = bare[: statement.start] + bare[statement.start + len(statement.text) :].removeprefix(";")
        yield "transaction", bare


def _begins(statement: Statement) -> bool:
    return statement.words[0] in ("BEGIN", "START")


def _ends(statement: Statement) -> bool:
    return statement.words[0] in ("COMMIT", "END")


def _of_tables(text: str, where: Where) -> Iterator[Mutant]:
    """What is done to a table after the answer, and the answer's table in another schema."""
    if where.engine != "warehouse":
        return
    if where.contract.made and (other := table_operators.in_another_schema(text, where.engine)):
        yield made("another schema", text, other)
    ending = "" if text.rstrip().endswith(";") else ";"
    for tables in (where.contract.same, where.contract.made):
        for table, columns in tables.items():
            same = tables is where.contract.same
            for statement in table_operators.statements_after(table, columns, same, where.contract):
                yield made("afterwards", text, f"{text.rstrip()}{ending}\n{statement};\n")
