"""Checks an answer in a process of its own, so that an answer that ends its process gets a verdict too."""

import multiprocessing

from workbook import exercises
from workbook.errors import WorkbookError
from workbook.verdicts import Line, Verdict

SECONDS = 120.0  # for one check; beyond it the answer is stuck where no signal reaches it


def check(exercise: str, answer: object) -> Verdict:
    """The verdict on an answer to `exercise`. Raises WorkbookError where it could not be run."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_check, args=(exercise, answer, theirs))
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


def _check(exercise: str, answer: object, pipe) -> None:
    try:
        pipe.send(exercises.find(exercise)[1].check(answer))
    except WorkbookError as error:
        pipe.send(WorkbookError(str(error)))
