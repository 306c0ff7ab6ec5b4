"""Where programs are on this machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbook.servers import processes

HOMEBREW = ("/opt/homebrew", "/usr/local")  # on Apple's processors, and on Intel's


@dataclass(frozen=True)
class Program:
    """A server's program: its name, its version as printed, and the environment that it needs.

    All that the program reads lies in the folders `parts` of `root`, where that is known.
    """

    name: str
    path: Path
    version: str
    root: Path | None = None
    parts: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(map(int, self.version.split(".")))


def on_this_machine(*names: str) -> Iterator[Path]:
    """The programs of these names: of this Python's environment, of the active conda environment, of PATH,
    and where Debian and Homebrew put servers that are not for everybody's PATH."""
    folders = [Path(sys.executable).parent]
    for prefix in (sys.prefix, os.environ.get("CONDA_PREFIX")):
        if prefix:
            folders += [Path(prefix) / "bin", Path(prefix) / "Library" / "bin", Path(prefix) / "Scripts"]
    folders += [Path(folder) for folder in os.get_exec_path() if folder]
    folders += [Path("/usr/local/sbin"), Path("/usr/sbin")]
    for prefix in (os.environ.get("HOMEBREW_PREFIX"), *HOMEBREW):
        if prefix:  # what has a version in its name, as mariadb@11.4, is in a folder of its own there
            folders += [Path(prefix) / "bin", *sorted(Path(prefix).glob("opt/*@*/bin"), reverse=True)]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: f.parent.name, reverse=True)
    for folder in dict.fromkeys(folders):
        for name in names:
            found = shutil.which(name, path=str(folder))
            if found:
                yield Path(found)


def version(path: Path, env: dict[str, str] | None = None) -> str | None:
    """The version that a program prints, as 18.6 or 10.11.19; None if it does not run here."""
    try:
        told = subprocess.run(
            [path, "--version"], env=processes.environment(**(env or {})), capture_output=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\d+(\.\d+)+", told.stdout.decode("utf-8", "replace"))
    return found[0] if told.returncode == 0 and found else None
