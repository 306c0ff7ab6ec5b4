"""The one error that the workbook raises on purpose: a sentence for the person in front of it."""


class WorkbookError(Exception):
    """Something that the user can mend: what is wrong, where, and what to do, in one sentence or two.

    Jupyter shows the sentence without a traceback, since none of our lines would help to mend it; the
    command prints it and exits with 1.
    """

    def _render_traceback_(self) -> list[str]:
        # IPython asks an exception for this method before it formats a traceback itself.
        return [str(self)]


class NotJudged(WorkbookError):
    """An answer that could not be judged, for no fault of its own: why, and what to do. The try is not counted."""


class TooSlow(NotJudged):
    """The machine gave so little that a limit of an answer could not be told from its own slowness."""


def described(error: BaseException) -> str:
    """An error as a person reads it: its kind and its first line."""
    try:
        text = str(error).strip().split("\n", 1)[0]
    except Exception:  # an error of the answer's own kind may have no text
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
