"""What a folder knows of the services that an engine has started there: `services.json`, replaced as a whole."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError
from workbook.servers import processes

if TYPE_CHECKING:
    import psutil


def path(folder: Path) -> Path:
    """The file."""
    return folder / "services.json"


def read(folder: Path, stop: str) -> dict:
    """What it knows; {} if nothing runs. `stop` is the command that stops them. WorkbookError if damaged."""
    try:
        return json.loads(path(folder).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise WorkbookError(f"{path(folder)} is damaged: delete it, then type `{stop}`.") from None


def write(folder: Path, known: dict) -> None:
    """Replace what it knows."""
    draft = path(folder).with_suffix(".new")
    draft.write_text(json.dumps(known), encoding="utf-8")
    draft.replace(path(folder))


def families(known: dict) -> list[list["psutil.Process"]]:
    """Of each service that runs its process, and after it all that it has started."""
    running = [pid for pid, born in known.get("services", {}).values() if processes.birth(pid) == born]
    return [family for pid in running if (family := processes.family(pid))]


def pid_of(known: dict, name: str) -> int | None:
    """The process id of a service, if it runs: the ids and births are in `services`, by name."""
    pid, born = known.get("services", {}).get(name, (None, None))
    return pid if pid is not None and processes.birth(pid) == born else None
