"""Mutants of the files of a dbt project: of the SQL between its Jinja, of `config()`, of names, and of YAML.

What stands between `{% if … %}` and `{% endif %}` is a part of a statement. Such a file becomes one that has both
statements, whole, and one of them is changed: `{% if … %}` the one `{% else %}` the other `{% endif %}`.
"""

import re
from collections.abc import Iterator

from workbook.checking.mutants import python_mutants, sql_mutants, word_operators, yaml_mutants
from workbook.checking.mutants.mutant import Mutant
from workbook.checking.mutants.sql_tree import Where
from workbook.databases import sqltext
from workbook.exercises import dbt_files

CONFIG = re.compile(r"\{\{\s*(config\(.*?\))\s*\}\}", re.DOTALL)
TAG = re.compile(rf"\{{%.*?%\}}|{CONFIG.pattern}", re.DOTALL)
IF = re.compile(r"\{%-?\s*if (?P<condition>.*?)-?%\}(?P<then>.*?)\{%-?\s*endif\s*-?%\}", re.DOTALL)
NAME = re.compile(r"\{\{\s*(?:ref\('(?P<model>\w+)'\)|source\('\w+', '(?P<table>\w+)'\))\s*\}\}")


def of_text(text: str, default: str, where: Where) -> Iterator[Mutant]:
    """The mutants of files written as one text; one that names no file is `default`."""
    files = dbt_files.read(text, default)
    for path, content in files.items():
        of_file = yaml_mutants.of_text if path.endswith((".yml", ".yaml")) else _of_sql
        for mutant in of_file(content, where):
            yield Mutant(mutant.operator, mutant.change, _joined({**files, path: mutant.text}))
        if len(files) > 1:
            yield Mutant("file dropped", path, _joined({**files, path: ""}))


def rewritings_of(text: str, default: str) -> Iterator[Mutant]:
    """The files written in other ways that mean the same."""
    files = dbt_files.read(text, default)
    yield Mutant("rewriting: order of files", "files", _joined(dict(reversed(files.items()))))
    yield Mutant("rewriting: line ends", "CRLF", text.replace("\n", "\r\n"))


def _joined(files: dict[str, str]) -> str:
    return "\n".join(f"-- file: {path}\n{content}" for path, content in files.items() if content)


def _of_sql(text: str, where: Where) -> Iterator[Mutant]:
    for start, end, mutant in _of_parts(text, where):
        yield Mutant(mutant.operator, mutant.change, f"{text[:start]}{mutant.text}{text[end:]}")


def _of_parts(text: str, where: Where) -> Iterator[tuple[int, int, Mutant]]:
    """The mutants of parts of a file, each with the place of what it replaces."""
    for found in CONFIG.finditer(text):
        for mutant in _of_config(found[1], where):
            yield *found.span(), Mutant(mutant.operator, mutant.change, f"{{{{ {mutant.text.strip()} }}}}")
    for found in NAME.finditer(text):
        name = f"analytics.{found['model']}" if found["model"] else f"raw.{found['table']}"
        yield *found.span(), Mutant("name written down", name, name)
    if condition := IF.search(text):
        start = max((each.end() for each in CONFIG.finditer(text)), default=0)
        for mutant in _of_two(text[start : condition.start()], condition, text[condition.end() :], where):
            yield start, len(text), mutant
        return
    end = 0
    for tag in [*TAG.finditer(text), re.search(r"\Z", text)]:
        assert tag is not None
        for mutant in _of_statement(text[end : tag.start()], where):
            yield end, tag.start(), mutant
        end = tag.end()


def _of_two(before: str, found: re.Match[str], after: str, where: Where) -> Iterator[Mutant]:
    """The mutants of a statement with a part that is there under a condition."""
    whole, without = f"{before}{found['then']}{after}", f"{before}{after}"
    for operator, condition in (("always", "true"), ("never", "false"), ("turned", f"not {found['condition']}")):
        yield Mutant("condition", operator, f"{before}{{% if {condition} %}}{found['then']}{{% endif %}}{after}")
    form = f"\n{{%% if {found['condition']}%%}}\n%s\n{{%% else %%}}\n%s\n{{%% endif %%}}\n"
    for mutant in _of_statement(whole, where):
        yield Mutant(mutant.operator, f"then: {mutant.change}", form % (mutant.text, without))
    for mutant in _of_statement(without, where):
        yield Mutant(mutant.operator, f"else: {mutant.change}", form % (whole, mutant.text))


def _of_statement(text: str, where: Where) -> Iterator[Mutant]:
    if sqltext.split(text, where.engine):
        yield from sql_mutants.of_statement(text, where)


def _of_config(text: str, where: Where) -> Iterator[Mutant]:
    return python_mutants.of_text(text, (where,), "", further=word_operators.of_columns(where.columns))
