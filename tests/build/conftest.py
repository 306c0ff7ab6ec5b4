"""The hand-outs that these tests look at."""

from pathlib import Path

import pytest

from workbook.build import handout
from workbook.exercises import registry


@pytest.fixture(scope="session")
def everything() -> dict[str, bytes]:
    return handout.files(registry.names())


@pytest.fixture(scope="session")
def package(tmp_path_factory) -> Path:
    """The ZIP file of two lessons."""
    path = tmp_path_factory.mktemp("hand out") / "반 week 2.zip"
    handout.write(["04", "03-copying-a-table"], path)
    return path
