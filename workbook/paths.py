"""Where things are: the clone, and the per-user folders for what the servers write and what was fetched."""

import hashlib
import os
from pathlib import Path

import platformdirs

from workbook.errors import WorkbookError

CLONE = Path(__file__).resolve().parent.parent
LESSONS = CLONE / "lessons"
DATA = CLONE / "data"
NOTEBOOKS = CLONE / "notebooks"
EXERCISES = CLONE / "exercises"
SOLUTIONS = CLONE / "solutions"


def home() -> Path:
    """The folder of this clone's servers: data, ports, passwords, logs. `WORKBOOK_HOME` names another.

    One a clone, so that two clones never meet; keyed by the clone's path, since a name may come twice.
    """
    given = os.environ.get("WORKBOOK_HOME")
    if given:
        return Path(given).expanduser().resolve()
    key = hashlib.sha256(os.fsencode(CLONE)).hexdigest()[:12]
    return Path(platformdirs.user_data_dir("elt-workbook", appauthor=False)) / key


def cache() -> Path:
    """The folder of fetched programs, shared by all of a user's clones. `WORKBOOK_CACHE` names another."""
    given = os.environ.get("WORKBOOK_CACHE")
    if given:
        return Path(given).expanduser().resolve()
    return Path(platformdirs.user_cache_dir("elt-workbook", appauthor=False))


def my() -> Path:
    """The folder of the learner's own copies, their progress and the bucket. `WORKBOOK_MY` names another."""
    given = os.environ.get("WORKBOOK_MY")
    return Path(given).expanduser().resolve() if given else CLONE / "my"


def text_of(file: Path) -> str:
    """A text file that a person wrote, in UTF-8, with or without a byte order mark. Raises WorkbookError."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WorkbookError(f"{file} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise WorkbookError(f"{file} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from None
