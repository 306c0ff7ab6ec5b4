"""Reads the first line of a SQL cell, `%%sql …`."""

import shlex
from dataclasses import dataclass

from workbook.errors import WorkbookError
from workbook.sqltext import ENGINE_DIALECTS

USAGE = (
    "A SQL cell begins with %%sql warehouse, %%sql source, or %%sql --answer EXERCISE;"
    " a name and << behind it keep the last result as a DataFrame; --explain shows the plan, not the rows."
)


@dataclass(frozen=True)
class Line:
    """The first line of a SQL cell, read."""

    engine: str | None = None
    answer: str | None = None
    keep_as: str | None = None
    explain: bool = False


def read_line(line: str) -> Line:
    """Read a SQL cell's first line. Raises WorkbookError, with how to write it."""
    try:
        words = shlex.split(line.replace("<<", " << "))
    except ValueError:
        raise WorkbookError(USAGE) from None
    engine = answer = keep_as = None
    explain = False
    while words:
        word = words.pop(0)
        if word in ENGINE_DIALECTS and engine is None:
            engine = word
        elif word == "--answer" and words and answer is None:
            answer = words.pop(0)
        elif word == "--explain":
            explain = True
        elif word.isidentifier() and words[:1] == ["<<"] and keep_as is None:
            keep_as = word
            words.pop(0)
        else:
            raise WorkbookError(f"I can't read {word!r} in the line %%sql {line}. {USAGE}")
    if (answer is None and engine is None) or (explain and (answer or keep_as)):
        raise WorkbookError(USAGE)
    return Line(engine, answer, keep_as, explain)
