"""Operators on what Spark, dbt, Airflow and Kubernetes read: words, names of columns, chains of calls.

`of_columns` gives those on a tree of Python, for DAG files, functions for Spark and the `config()` of dbt;
`of_word` those on a text alone, which YAML's values have too.
"""

import ast
import re
from collections.abc import Iterator

from workbook.checking.mutants.python_operators import Apply, Node, Operators

# A whole text or name, and what is put in its place.
WORDS = {
    # Spark
    "desc_nulls_first": ("desc", "asc_nulls_first"), "desc": ("asc",), "row_number": ("rank", "dense_rank"),
    "max_by": ("min_by",), "unionByName": ("union",), "isNull": ("isNotNull",), "isNotNull": ("isNull",),
    "overwrite": ("append", "ignore", "errorifexists"), "dynamic": ("static",), "full": ("left", "right", "inner"),
    # dbt
    "incremental": ("table", "view"), "table": ("view",), "delete+insert": ("append",), "merge": ("append",),
    "check": ("timestamp",), "all": ("plan",), "invalidate": ("ignore", "new_record"), "new_record": ("ignore",),
    # Airflow
    "REPLACE": ("APPEND", "UPSERT"), "UPSERT": ("REPLACE", "APPEND"), "reschedule": ("poke",),
    "@daily": ("@hourly",), "@hourly": ("@daily",), "data_interval_start": ("data_interval_end",),
    "data_interval_end": ("data_interval_start",),
    # Kubernetes
    "KubernetesExecutor": ("LocalExecutor",), "Never": ("Always", "OnFailure"), "base": ("main",),
}  # fmt: skip
NUMBER = re.compile(r"(?<![\w.{])\d+")
TEMPLATE = re.compile(r"\{\{.*?\}\}")


def of_word(text: str, columns: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The changes of a text that is a value: (operator, text)."""
    for other in WORDS.get(text, ()):
        yield "word", other
    for other in sorted(columns - {text}) if text in columns else ():
        yield "column exchanged", other
    for found in TEMPLATE.finditer(text):
        yield "template", f"{text[: found.start()]}data{text[found.end() :]}"
        for word, others in WORDS.items():
            for other in others if word in found[0] and word not in columns else ():
                yield "word", f"{text[: found.start()]}{found[0].replace(word, other)}{text[found.end() :]}"
    for found in NUMBER.finditer(text):
        yield "number in a text", f"{text[: found.start()]}{int(found[0]) + 1}{text[found.end() :]}"


def of_columns(columns: frozenset[str]) -> Operators:
    """The operators on Python where tables have these columns."""

    def texts(node: Node) -> Iterator[Apply]:
        """A text for another."""
        if isinstance(node.value, str) and "\n" not in node.value:
            for _, other in of_word(node.value, columns):
                yield lambda n, other=other: setattr(n, "value", other)

    return (*PLAIN, ("text", (ast.Constant,), texts))


def names(node: Node) -> Iterator[Apply]:
    """Another method, or another variable that Airflow gives a task."""
    field = {ast.Attribute: "attr", ast.Name: "id", ast.arg: "arg"}[type(node)]
    for other in WORDS.get(getattr(node, field), ()):
        if other.isidentifier():
            yield lambda n, other=other: setattr(n, field, other)


def links_dropped(node: Node) -> Iterator[Apply]:
    """`a.b().c()` without one of its calls."""
    func = node.func
    if isinstance(func, ast.Attribute) and isinstance(func.value, (ast.Call, ast.Name)):
        yield lambda n: _become(n, n.func.value)


def _become(node: Node, other: Node) -> None:
    node.__class__ = other.__class__
    node.__dict__ = dict(other.__dict__)


def elements_dropped(node: Node) -> Iterator[Apply]:
    """An element of a list or of a dict, or one of several arguments, gone."""
    lists = (
        ("keys", "values")
        if isinstance(node, ast.Dict)
        else ("args",)
        if isinstance(node, ast.Call)
        else ("elts",)
    )
    found = len(getattr(node, lists[0]))
    for at in range(found if found > 1 or isinstance(node, ast.Dict) else 0):
        yield lambda n, at=at: [getattr(n, each).pop(at) for each in lists]


PLAIN: Operators = (
    ("word", (ast.Attribute, ast.Name, ast.arg), names),
    ("link dropped", (ast.Call,), links_dropped),
    ("element dropped", (ast.List, ast.Dict, ast.Call), elements_dropped),
)
