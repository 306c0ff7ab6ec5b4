"""What is said of an answer that could not be judged on hidden rows: nothing that it can choose by them."""

from collections.abc import Callable
from typing import TypeVar

from workbook.checking import not_judged
from workbook.databases.sql_session import ServerGone
from workbook.errors import NotJudged, TooSlow

T = TypeVar("T")

FAILED_ON_HIDDEN = (
    "on other rows it could not be judged, for no fault of its own: tracebacks of the workbook's own faults lie in"
    " the folder `faults`, beside the servers' data."
)


def on_hidden_rows(judge: Callable[[], T]) -> T:
    """What `judge` gives. Raises NotJudged without the kind of a fault, which an answer can choose by the rows."""
    try:
        return judge()
    except (ServerGone, TooSlow):
        raise
    except NotJudged as error:
        raise error if str(error) == not_judged.DISK_FULL else NotJudged(FAILED_ON_HIDDEN) from error
