"""Removes what a learner's process made: folders as deep as it likes, of any name, that nobody may enter.

No path here is more than three names long, and nothing calls itself: a folder in a folder is first moved up.
"""

import itertools
import os
from pathlib import Path


def remove(folder: Path) -> None:
    """Remove a folder and all that is in it. Links are removed, not followed. Raises OSError."""
    empty(folder)
    folder.rmdir()


def empty(folder: Path) -> None:
    """Remove all that is in a folder. Its owner, or root, calls this when nothing writes there any more."""
    folder.chmod(0o700)
    numbers = itertools.count()
    while inside := _unlinked(folder):
        for name in inside:
            child = folder / name
            child.chmod(0o700)  # to look in, and to move what is in it
            for deeper in _unlinked(child):
                (child / deeper).chmod(0o700)  # a folder that is moved elsewhere is written to
                (child / deeper).rename(folder / _free(folder, numbers))
            child.rmdir()


def _unlinked(folder: Path) -> list[str]:
    """The names of a folder's folders; all else in it is removed."""
    with os.scandir(folder) as entries:
        found = list(entries)
    folders = [each.name for each in found if each.is_dir(follow_symlinks=False)]
    for each in found:
        if not each.is_dir(follow_symlinks=False):
            Path(each).unlink()
    return folders


def _free(folder: Path, numbers: "itertools.count[int]") -> str:
    return next(name for name in map(str, numbers) if not os.path.lexists(folder / name))
