"""A fault in the warehouse while a DAG runs: the environment says which of its statements fails."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbook.taps import NEVER, Tap

FAIL_AT = "WORKBOOK_FAIL_AT"  # the number of the statement that the warehouse refuses, from 1; 0 for none
STATEMENTS = "WORKBOOK_STATEMENTS"  # the file to which each statement is written, a line of JSON
TASK = "AIRFLOW_CTX_TASK_ID"  # set by Airflow while a task runs


@dataclass(frozen=True)
class Statement:
    """A statement that the warehouse was sent, and the id of the task that sent it."""

    text: str
    task: str


class _Told(Tap):
    """A tap that also tells the process outside what passes."""

    def fails(self, text: str, cut: Exception, look: bool = True) -> bool:
        with Path(os.environ[STATEMENTS]).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"text": text, "task": os.environ.get(TASK, "")}) + "\n")
        return super().fails(text, cut, look)


def tap() -> Tap | None:
    """The tap of all connections of this process; None where the environment asks for none."""
    return _tap() if STATEMENTS in os.environ else None


@cache
def _tap() -> Tap:
    return _Told(int(os.environ[FAIL_AT]))


def asked(statements: Path, fail_at: int = NEVER) -> Mapping[str, str]:
    """The environment of a run whose statements are written to a file, and of which one may fail."""
    statements.write_text("", encoding="utf-8")
    return {STATEMENTS: str(statements), FAIL_AT: str(fail_at)}


def told(statements: Path) -> list[Statement]:
    """What a run wrote."""
    return [Statement(**json.loads(line)) for line in statements.read_text(encoding="utf-8").splitlines()]
