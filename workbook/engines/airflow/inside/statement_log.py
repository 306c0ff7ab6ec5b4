"""Runs in Airflow's environment: writes each statement to the warehouse to a file, and lets one of them fail."""

import json
import os
from functools import cache
from pathlib import Path

from workbook.checking.instrumented_drivers import StatementHook

FAIL_AT = "WORKBOOK_FAIL_AT"  # the number of the statement that the warehouse refuses, from 1; 0 for none
STATEMENTS = "WORKBOOK_STATEMENTS"  # the file to which each statement is written, a line of JSON
TASK = "AIRFLOW_CTX_TASK_ID"  # set by Airflow while a task runs


class _LoggingHook(StatementHook):
    """A hook that also tells the process outside what passes."""

    def fails(self, text: str, cut: Exception, look: bool = True) -> bool:
        with Path(os.environ[STATEMENTS]).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"text": text, "task": os.environ.get(TASK, "")}) + "\n")
        return super().fails(text, cut, look)


def hook() -> StatementHook | None:
    """The hook of all connections of this process; None where the environment asks for none."""
    return _hook() if STATEMENTS in os.environ else None


@cache
def _hook() -> StatementHook:
    return _LoggingHook(int(os.environ[FAIL_AT]))
