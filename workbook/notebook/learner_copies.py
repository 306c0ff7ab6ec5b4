"""The learner's own copies of the notebooks, in my/: brought up to date while untouched, never overwritten."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError

RECORD = ".copies.json"  # in my/: the SHA-256 of each copy as it was made, by its path there


def notebooks() -> dict[str, Path]:
    """The notebook that each copy is made from, by the copy's path in my/ (`04-x/walkthrough.ipynb`)."""
    found = {f"{path.stem}/walkthrough.ipynb": path for path in paths.NOTEBOOKS.glob("[0-9][0-9]-*.ipynb")}
    for path in paths.EXERCISES.glob("[0-9][0-9]-*/*.ipynb"):
        found[f"{path.parent.name}/{path.name}"] = path
    return dict(sorted(found.items()))


def of_lesson(lesson: str) -> dict[str, Path]:
    """The notebooks of one lesson, as `notebooks` gives them. Raises WorkbookError if there is none."""
    originals = notebooks()
    wanted = {name: path for name, path in originals.items() if name.split("/")[0] == lesson}
    if not wanted:
        lessons = sorted({name.split("/")[0] for name in originals})
        raise WorkbookError(f"There is no lesson {lesson!r}. The lessons are: {', '.join(lessons)}.")
    return wanted


def update(report: Callable[[str], None] = print) -> None:
    """Copy what is missing in my/ and replace what was not touched; `report` hears of newer versions."""
    my = paths.my()
    try:
        my.mkdir(parents=True, exist_ok=True)
        record = _read(my)
        for name, original in notebooks().items():
            new, copy = original.read_bytes(), my / name
            if copy.exists() and _digest(copy.read_bytes()) not in (record.get(name), _digest(new)):
                if record.get(name) != _digest(new):
                    lesson = copy.parent.name
                    report(
                        f"{my.name}/{name}: yours stays; the workbook has a newer one. "
                        f"To get it, and keep yours beside it: workbook fresh {lesson}"
                    )
                continue
            _make(copy, new)
            record[name] = _digest(new)
            _write(my, record)
    except OSError as error:
        raise _unusable(error) from None


def fresh(lesson: str, report: Callable[[str], None] = print) -> None:
    """Copy a lesson's notebooks anew; a touched one is kept beside its fresh copy, under a numbered name."""
    wanted = of_lesson(lesson)
    my = paths.my()
    try:
        record = _read(my)
        for name, original in wanted.items():
            new, copy = original.read_bytes(), my / name
            if copy.exists() and _digest(copy.read_bytes()) not in (record.get(name), _digest(new)):
                kept = _free_name(copy)
                copy.rename(kept)
                report(f"{my.name}/{name}: fresh; yours is now {kept.name}")
            else:
                report(f"{my.name}/{name}: fresh")
            _make(copy, new)
            record[name] = _digest(new)
            _write(my, record)
    except OSError as error:
        raise _unusable(error) from None


def _read(my: Path) -> dict[str, str]:
    try:
        return json.loads((my / RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise WorkbookError(f"{my / RECORD} is damaged: delete it; your notebooks stay as they are.") from None


def _write(my: Path, record: dict[str, str]) -> None:
    _make(my / RECORD, json.dumps(record, indent=1).encode())


def _make(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(content)
    draft.replace(path)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _free_name(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return free


def _unusable(error: OSError) -> WorkbookError:
    return WorkbookError(f"{error.filename or paths.my()} can't be used: {error.strerror or error}.")
