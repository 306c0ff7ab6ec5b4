"""What is not the answer's fault, in one sentence: which server, or that it is a fault of ours, and what to do."""

import contextlib
import datetime
import errno
import traceback
from collections.abc import Mapping
from pathlib import Path

import psycopg2

from workbook import paths
from workbook.databases.sql_session import ServerGone, SqlError
from workbook.errors import NotJudged, WorkbookError, described

TITLES = {
    "warehouse": "The warehouse (PostgreSQL)",
    "source": "The source (MySQL)",
    "store": "The bucket's server (S3)",
}
# Of PostgreSQL's and MySQL's codes, and of what S3's errors are named.
NO_ROOM = {"53100", "58030", "1021", "InternalError"}  # the last is what the store says of a full disk
NO_RESOURCES = {"53000", "53200", "53300", "58000", "1040", "1041"}
# At a login there is no code.
NO_RESOURCES_WORDS = ("out of shared memory", "too many clients already", "remaining connection slots")
LOGIN = {"28000", "28P01", "1045", "1698", "SignatureDoesNotMatch", "InvalidAccessKeyId", "AccessDenied", "403"}
LOGIN_WORDS = ("password authentication failed", "Access denied for user")
DISK_FULL = "A disk is full, so the answer could not be run: make room on it, and check again."
KEPT = 20  # files of tracebacks
CAUSES = 5  # of an error that was caught, and another raised, are looked at


def unanswered(silent: Mapping[str, bool]) -> ServerGone:
    """The error for servers that do not answer: True for one that does not run, False for one that is stuck."""
    name, is_gone = next(iter(silent.items()))
    if is_gone:
        return ServerGone(
            f"{TITLES[name]} is not running any more: `workbook up` (in a notebook, %workbook up) starts it; then"
            " check again."
        )
    return ServerGone(
        f"{TITLES[name]} does not answer: `workbook down` (in a notebook, %workbook down) ends it; then check"
        " again."
    )


def explained(error: Exception, exercise: str) -> NotJudged | WorkbookError:
    """The error that says in one sentence why the answer to `exercise` was not judged; a bug's goes to a file."""
    if isinstance(error, WorkbookError) and not isinstance(error, SqlError):
        return error
    if lacks := lacking(error) or _refuses_us(error):
        return lacks
    place = keep("".join(traceback.format_exception(error)), exercise)
    return NotJudged(fault_of_ours(type(error).__name__, place))


def fault_of_ours(kind: str, place: Path | None) -> str:
    """The sentence for an error of this kind in our own code, whose traceback is kept in a file."""
    lies = f"its traceback is in {place}" if place else "its traceback could not be written to a file"
    return f"This is a fault of the workbook ({kind}), not of your answer: tell its authors; {lies}."


def no_room(error: BaseException | None) -> NotJudged | None:
    """The error for a full disk, if that is what `error` tells, or one that it came of; None for another."""
    for _ in range(CAUSES):
        if error is None:
            return None
        text = described(error) if isinstance(error, SqlError | psycopg2.Error) else ""
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        if full or _code(error) in NO_ROOM or "No space left on device" in text:
            return NotJudged(DISK_FULL)
        error = error.__cause__ or error.__context__
    return None


def lacking(error: Exception) -> NotJudged | None:
    """What an error says that a disk or a server lacks; None for another error."""
    if full := no_room(error):
        return full
    if _code(error) in NO_RESOURCES or any(words in str(error) for words in NO_RESOURCES_WORDS):
        said = str(error.args[-1]).strip().splitlines()[0]
        return NotJudged(
            f"{_server_of(error)} can't serve now ({said}), no fault of your answer: check again later."
        )
    return None


def _refuses_us(error: Exception) -> NotJudged | None:
    """What an error of our own use of a server says of its login; None for another error."""
    if _code(error) in LOGIN or any(words in str(error) for words in LOGIN_WORDS):
        return NotJudged(
            f"{_server_of(error)} refuses the workbook's login: correct the variable that names it; without one,"
            " `workbook reset` creates the servers' data and passwords again (your notebooks stay)."
        )
    return None


def _server_of(error: Exception) -> str:
    """The server that an error is of, by its title. MySQL's numbers have four digits."""
    if isinstance(error, psycopg2.Error) or (isinstance(error, SqlError) and len(error.code) != 4):
        return TITLES["warehouse"]
    is_source = isinstance(error, SqlError) or type(error).__module__.startswith("pymysql")
    return TITLES["source" if is_source else "store"]


def _code(error: BaseException | None) -> str:
    """The server's own code of an error; "" where it has none."""
    if isinstance(error, psycopg2.Error):
        return error.pgcode or ""
    if isinstance(error, SqlError):
        return error.code
    response = getattr(error, "__dict__", {}).get("response")  # of botocore, which is not imported for this
    if isinstance(response, dict):
        return str(response.get("Error", {}).get("Code", ""))
    if type(error).__module__.startswith("pymysql") and error is not None and error.args:
        return str(error.args[0])
    return ""


def keep(found: str, exercise: str) -> Path | None:
    """Keep a traceback in a new file in the clone's folder; its path, None where it can't be written."""
    folder = paths.home() / "faults"
    now = datetime.datetime.now(datetime.UTC)
    text = f"{now:%Y-%m-%d %H:%M:%S} UTC, {exercise}\n\n{found}"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.txt"))[: 1 - KEPT]:
            old.unlink(missing_ok=True)
        path = folder / f"{now:%Y%m%d-%H%M%S-%f}-{exercise}.txt"
        path.write_text(text, encoding="utf-8")
        return path
    return None
