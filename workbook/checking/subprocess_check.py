"""Checks an answer in a process of its own, so that an answer that ends its process gets a verdict too."""

import contextlib
import multiprocessing
from multiprocessing.connection import Connection

from workbook import checking
from workbook.checking.answer_file import NoAnswer
from workbook.checking.context import Context
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.protocols import PendingAnswer
from workbook.exercises.verdicts import Line, Verdict

SECONDS = 120.0  # for one check; beyond it the answer is stuck where no signal reaches it


def check(exercise: str, answer: object) -> Verdict:
    """The verdict on an answer to `exercise`. Raises WorkbookError where it could not be run."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_check, args=(exercise, answer, theirs))
    process.start()
    theirs.close()
    try:
        found = ours.recv() if ours.poll(SECONDS) else "the answer does not come back, and nothing stops it."
    except EOFError:
        found = "the answer ended the whole process: a function returns, or raises."
    finally:
        process.kill()
        process.join()
    if isinstance(found, WorkbookError):
        raise found
    return found if isinstance(found, Verdict) else Verdict(exercise, [Line(False, "answer", found)])


def _check(exercise: str, answer: object, pipe: Connection) -> None:
    try:
        with contextlib.closing(Context()) as context:
            made = answer.made() if isinstance(answer, PendingAnswer) else answer
            pipe.send(checking.check(registry.find(exercise)[1], made, context))
    except WorkbookError as error:
        pipe.send(type(error)(str(error)) if isinstance(error, NoAnswer) else WorkbookError(str(error)))
