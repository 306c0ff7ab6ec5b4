"""Which notebook of a student's folder is graded, and which files lie beside it.

Of several the one with most answers is taken, since nobody hands in an untouched one on purpose; of those the one
that is named as the lesson's; then a copy of that, with the highest number that a browser gave it; then by name.
"""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from workbook.notebook.reader import Unreadable

NOT_STUDENTS = ("__MACOSX", "__pycache__")  # folders that other programs make
OF_NBGRADER = "timestamp.txt"
MOST_FILES, MOST_BYTES, MOST_SEEN = 200, 20_000_000, 5_000  # beside a notebook
MOST_NOTEBOOKS = 12  # of which one is taken: each is read
NAMED = 5  # files in a sentence
NUMBERED = re.compile(r"(.*?)(?:[ _-]?\((\d{1,4})\)|-copy(\d{0,4}))?", re.IGNORECASE)  # of browsers, of Jupyter


def notebooks(folder: Path) -> list[Path]:
    """The notebooks of a folder and of those in it, by name; `.IPYNB` is one too. Raises Unreadable."""
    found = sorted(
        found
        for place in (folder, *filter(_is_students, folder.iterdir()))
        if place.is_dir() and not (place.is_symlink() and place != folder)
        for found in place.iterdir()
        if found.suffix.lower() == ".ipynb" and not found.name.startswith(".")
    )
    if len(found) > MOST_NOTEBOOKS:
        raise Unreadable(f"the folder holds {len(found):,} notebooks, and at most {MOST_NOTEBOOKS} are looked at.")
    return found


def _is_students(path: Path) -> bool:
    return not path.name.startswith(".") and path.name not in NOT_STUDENTS


def best(
    found: Sequence[Path], names: Sequence[str], answered: Callable[[Path], int]
) -> tuple[Path, dict[Path, int]]:
    """The one that is graded, and how many answers each holds.

    `names` are those that a lesson's notebook should have, in small letters and without the suffix.
    """
    counts = {path: answered(path) for path in found} if len(found) > 1 else {}

    def place(path: Path) -> tuple:
        stem, *numbers = NUMBERED.fullmatch(path.stem).groups()  # type: ignore[union-attr]  # it matches any name
        number = next((int(each or 0) for each in numbers if each is not None), -1)
        own = stem.casefold() in names
        return -counts.get(path, 0), not own, own and number >= 0, -number, len(path.parts), path

    return min(found, key=place), counts


def beside(notebook: Path) -> tuple[dict[str, Path], list[str]]:
    """The files in a notebook's folder that its cells may read, by their names there, and remarks."""
    taken: dict[str, Path] = {}
    left_out, size = [], 0
    for path in _files(notebook.parent):
        name = path.relative_to(notebook.parent).as_posix()
        size_with = size + path.stat().st_size
        if len(taken) >= MOST_FILES or size_with > MOST_BYTES or not name.isprintable():
            left_out.append(name.encode("utf-8", "replace").decode())
        else:
            taken[name], size = path, size_with
    if not left_out:
        return taken, []
    named = ", ".join(left_out[:NAMED]) + (", …" if left_out[NAMED:] else "")
    most = f"at most {MOST_FILES} files and {MOST_BYTES / 1e6:.0f} MB are taken"
    return taken, [f"Files beside the notebook were left out, since {most}: {named}."]


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if _is_students(Path(each)))
        for name in sorted(names):
            path = Path(place, name)
            notebook = path.suffix.lower() == ".ipynb"
            if name.startswith(".") or notebook or name == OF_NBGRADER or path.is_symlink() or not path.is_file():
                continue
            found.append(path)
        if len(found) > MOST_SEEN:
            break
    return found[:MOST_SEEN]
