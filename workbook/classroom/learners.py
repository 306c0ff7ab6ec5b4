"""What is kept of each learner: a file with their password, which the owner of the servers alone can read."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from workbook import paths
from workbook.classroom import names
from workbook.errors import WorkbookError
from workbook.servers import private_file

DATABASES = 10  # of a learner: each open notebook takes one, and one more for each kind of check


@dataclass(frozen=True)
class Learner:
    """A learner: the name in the class, the role on both servers, and its random password."""

    name: str
    role: str
    password: str

    @property
    def databases(self) -> list[str]:
        """The names of the learner's databases, the same on both servers."""
        return [f"{self.role}_{number}" for number in range(1, DATABASES + 1)]


def new(name: str) -> Learner:
    """A learner with a new password; nothing is written. Raises WorkbookError if the role is another's."""
    learner = Learner(name, names.role(name), secrets.token_hex(24))
    if _path(learner.role).exists():
        raise WorkbookError(f"{name!r} would have the role of another learner, {learner.role}: change the name.")
    return learner


def folder() -> Path:
    """Where the files are: in the home of the servers."""
    return paths.home() / "class"


def _path(role: str) -> Path:
    return folder() / f"{role}.json"


def all_of_them() -> list[Learner]:
    """The learners of this home, by name. Raises WorkbookError for a file that can't be read."""
    return sorted(map(_read, folder().glob("*.json")), key=lambda learner: names.key(learner.name))


def _read(path: Path) -> Learner:
    try:
        return Learner(**json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise WorkbookError(f"{path} can't be read: {error.strerror}.") from None
    except (ValueError, TypeError):
        raise WorkbookError(f"{path} is damaged: delete it, then `workbook class add` makes it anew.") from None


def find(name: str) -> Learner:
    """The learner of this name. Raises WorkbookError."""
    path = _path(names.role(name))
    if not path.is_file():
        raise WorkbookError(f"The class has no {name!r}: `workbook class list` shows who is in it.")
    return _read(path)


def write(learner: Learner) -> None:
    """Write a learner's file, as a whole."""
    private_file.write(_path(learner.role), json.dumps(asdict(learner), ensure_ascii=False))


def forget(learner: Learner) -> None:
    """Delete a learner's file."""
    _path(learner.role).unlink()
