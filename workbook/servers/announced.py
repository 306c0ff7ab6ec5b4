"""What runs in this home besides the servers, as Airflow's connections: who starts it announces it here."""

import json
from pathlib import Path

from workbook import paths
from workbook.servers import private_file


def announce(name: str, connection: dict) -> None:
    """Let Airflow know `connection`, in the form of its JSON, by this name; its owner alone may read it."""
    path = _folder() / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    private_file.write(path, json.dumps(connection))


def withdraw(name: str) -> None:
    """Forget it; nothing happens where it is not known."""
    (_folder() / f"{name}.json").unlink(missing_ok=True)


def connections() -> dict[str, dict]:
    """All that is announced, by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(_folder().glob("*.json"))}


def _folder() -> Path:
    return paths.home() / "connections"
