"""Reads an answer from a file of its own: SQL text, Python source, a DAG file, dbt files, or predictions."""

import ast
from pathlib import Path

from workbook.errors import WorkbookError
from workbook.exercises.kinds import Exercise


class NoAnswer(WorkbookError):
    """A file that holds no answer of the exercise's kind; the learner's to mend."""


def read(file: Path, exercise: Exercise) -> object:
    """The answer as the exercise takes it. Raises NoAnswer; WorkbookError for a file that is not there."""
    if not file.is_file():
        raise WorkbookError(f"There is no file {file}.")
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoAnswer(f"{file} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from None
    if exercise.kind != "predict":
        return text
    try:
        return _prediction(text)
    except TypeError as error:  # of a set of lists, or a dict whose keys are
        raise NoAnswer(f"{file} should hold a dict of numbers, names and sets of them ({error}).") from None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise NoAnswer(f"{file} should hold a Python dict with your predictions, and nothing else.") from None


def _prediction(text: str) -> object:
    """The value of a literal, or of `name = literal` as a notebook's cell has it."""
    body = ast.parse(text).body
    if len(body) == 1 and isinstance(body[0], ast.Assign):
        return ast.literal_eval(body[0].value)
    return ast.literal_eval(text.strip() or "{}")
