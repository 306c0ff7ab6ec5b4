"""Java, which Spark runs on: of JAVA_HOME, the environment or PATH; else Debian's package, in the cache."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from workbook.errors import WorkbookError
from workbook.servers import fetch

OLDEST = 17
MODULE = "jdk.incubator.vector"  # Spark starts with it, and not each Java has it
INSTEAD = f"install Java {OLDEST} or later (Debian: openjdk-17-jre-headless), or name one by JAVA_HOME"
PACKAGE = fetch.Packaged(
    "java",
    "Java",
    ("openjdk-17-jre-headless", "openjdk-21-jre-headless", "openjdk-25-jre-headless"),  # by the system's age
    44,
    f"No Java {OLDEST} or later on this machine",
    INSTEAD,
    alone=True,  # what else its package asks for is for printing, sound and a desktop
)


def find(report: Callable[[str], None]) -> Path:
    """The home folder of a Java that Spark can use; fetched if this machine has none.

    One that is too old, such as another program may need, is passed over.
    Errors: WorkbookError if there is none and none can be fetched.
    """
    for home in _on_this_machine():
        if fits(home):
            return home
    root = fetch.packaged(PACKAGE, report)
    for home in sorted(root.glob("usr/lib/jvm/*")):
        if fits(home):
            return home.resolve()
    raise WorkbookError(f"The Java in {root} is none that Spark can use: delete that folder, and {INSTEAD}.")


def fits(home: Path) -> bool:
    """Whether Spark can use the Java in this folder, as its own file `release` tells."""
    try:
        release = (home / "release").read_text(encoding="utf-8")
    except OSError:
        return False
    version = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    modules = re.search(r'^MODULES="([^"]*)"', release, re.MULTILINE)
    return bool(version and int(version[1]) >= OLDEST and modules and MODULE in modules[1].split())


def _on_this_machine() -> Iterator[Path]:
    if named := os.environ.get("JAVA_HOME"):
        yield Path(named)
    for prefix in (sys.prefix, os.environ.get("CONDA_PREFIX")):
        if prefix:
            yield from (Path(prefix) / "lib" / "jvm", Path(prefix) / "Library" / "lib" / "jvm")
    if found := shutil.which("java"):
        yield Path(found).resolve().parent.parent
