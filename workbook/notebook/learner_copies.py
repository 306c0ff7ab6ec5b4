"""The learner's own copies of the notebooks, in my/: brought up to date while untouched, never overwritten.

A lesson's copies are in one folder, in the order in which they are read. They have no outputs, which would
answer a walk-through's questions before its cells have run; and their links lead to the copies.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from workbook import paths
from workbook.errors import WorkbookError
from workbook.exercises import registry

LINK = re.compile(r"\[([^\]\n]+)\]\(([^)#\s:]+\.ipynb)(#[^)\s]*)?\)")
RECORD = ".copies.json"  # in my/: the SHA-256 of each copy as it was made, by its path there


def notebooks() -> dict[str, Path]:
    """The notebook that each copy is made from, by the copy's path in my/ (`04-x/04-1-x.ipynb`), in order.

    A lesson's further walk-through, `04-x--a-topic.ipynb`, comes after the first: `04-x/04-1b-a-topic.ipynb`.
    """
    found = {}
    for path in _numbered("*.ipynb", paths.NOTEBOOKS):
        lesson, _, topic = path.stem.partition("--")
        name = f"1b-{topic}" if topic else f"1-{lesson[3:]}"
        found[f"{lesson}/{lesson[:2]}-{name}.ipynb"] = path
    for path in _numbered("*/*.ipynb", paths.EXERCISES):
        found[f"{path.parent.name}/{exercises_name(path.parent.name)}"] = path
    return dict(sorted(found.items()))


def exercises_name(lesson: str) -> str:
    """How the copy of a lesson's exercises is called (`04-2-exercises.ipynb`)."""
    return f"{lesson[:2]}-2-exercises.ipynb"


def _numbered(pattern: str, folder: Path) -> list[Path]:
    return list(folder.glob(f"[0-9][0-9]-{pattern}"))


def of_lesson(lesson: str) -> dict[str, Path]:
    """The notebooks of one lesson, whose number will do, as `notebooks` gives them. Raises WorkbookError."""
    originals = notebooks()
    name = registry.full_name(lesson, sorted({copy.split("/")[0] for copy in originals}))
    return {copy: path for copy, path in originals.items() if copy.split("/")[0] == name}


def update(report: Callable[[str], None] = print) -> None:
    """Copy what is missing in my/ and replace what was not touched; `report` hears of newer versions."""
    my = paths.my()
    try:
        my.mkdir(parents=True, exist_ok=True)
        record = _read(my)
        for name, new in _contents(notebooks()).items():
            copy = my / name
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
        for name, new in _contents(wanted).items():
            copy = my / name
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


def _contents(wanted: Mapping[str, Path]) -> dict[str, bytes]:
    """The bytes of these copies, by their paths in my/."""
    places = {path.resolve(): copy for copy, path in notebooks().items()}
    return {copy: _content(path, copy, places) for copy, path in wanted.items()}


def _content(original: Path, copy: str, places: Mapping[Path, str]) -> bytes:
    """The notebook without outputs, its links to other notebooks leading to their copies.

    A link to one that is not there, as where a class gets some lessons, becomes plain text.
    """

    def led(link: re.Match[str]) -> str:
        text, target, anchor = link.groups(default="")
        place = places.get((original.parent / target).resolve())
        if place is None:
            return text
        return f"[{text}]({PurePosixPath(os.path.relpath(place, Path(copy).parent)).as_posix()}{anchor})"

    notebook = json.loads(original.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        else:
            cell["source"] = LINK.sub(led, "".join(cell["source"])).splitlines(keepends=True)
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


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
    while (free := path.with_name(f"{path.stem}-mine-{number}{path.suffix}")).exists():
        number += 1
    return free


def _unusable(error: OSError) -> WorkbookError:
    return WorkbookError(f"{error.filename or paths.my()} can't be used: {error.strerror or error}.")
