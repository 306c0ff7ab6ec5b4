"""Runs an answer and judges it.

In: an exercise, an answer and a context. Out: a `Verdict`. A notebook, the command `workbook check` and grading
call `check`; lessons' checks.py use the rules (`rules/`), and an engine the runs that rules look at (`dag_run`,
`dbt_run`, `spark_run`).

An answer is SQL text, the source of a Python function or a `FunctionAnswer`, a predicted dict, the text of a DAG
file, files of a dbt project as one text, or the source of a function for Spark, as the exercise's kind wants it.
The same answer gets the same verdict whoever asks: what grading adds, hidden rows and a sandbox, is another
fixture and another context.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbook.checking.context import Context
    from workbook.exercises.kinds import Exercise
    from workbook.exercises.verdicts import Verdict

# By an exercise's kind. Imported when it is needed: drivers take their time, and not each kind needs each.
CHECKS = {
    "sql": "sql_check", "py": "function_check", "predict": "prediction_check", "dag": "dag_check",
    "dbt": "dbt_check", "spark": "spark_check",
}  # fmt: skip


def check(exercise: Exercise, answer: Any, context: Context) -> Verdict:
    """The verdict on an answer. Raises WorkbookError where it could not be run: that is not the answer's fault.

    Whatever else our own code raises comes as such an error, NotJudged.
    """
    judge = check_of(exercise.kind)
    return context.judged(
        exercise.id, lambda: judge(exercise, answer, context), lambda verdict: not verdict.passed
    )


@cache
def check_of(kind: str) -> Callable[[Any, Any, Context], Verdict]:
    """The check of one kind of exercises."""
    return import_module(f"workbook.checking.{CHECKS[kind]}").check
