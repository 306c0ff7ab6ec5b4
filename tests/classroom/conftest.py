"""A class of three on servers of its own: making room for a class restarts them."""

import shutil
import tempfile
from pathlib import Path

import pytest

from workbook import classroom, servers

# One has no letter that a role may have.
NAMES = ("a b", "axb", "김서연")


@pytest.fixture(scope="module")
def class_of_three():
    """Yields the folder of the class: its servers are up, three learners are made."""
    folder = Path(tempfile.mkdtemp(prefix="elt class 시험 ")).resolve()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_HOME", str(folder / "home"))
        patch.setenv("WORKBOOK_MY", str(folder / "my"))
        try:
            file = folder / "names.csv"
            file.write_text("email,name\n" + "".join(f"x,{name}\n" for name in NAMES), encoding="utf-8")
            classroom.add(file, lambda text: None)
            yield folder
        finally:
            servers.remove(lambda text: None)
            shutil.rmtree(folder)
