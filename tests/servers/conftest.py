"""Homes that a test may break."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbook import servers


@pytest.fixture
def bare_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that does not exist yet, in a folder with a space and Hangul; nothing runs there afterwards."""
    home = tmp_path / "한글 home"
    monkeypatch.setenv("WORKBOOK_HOME", str(home))
    monkeypatch.setenv("WORKBOOK_MY", str(tmp_path / "my"))
    yield home
    servers.remove(print)


@pytest.fixture(scope="module")
def module_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("서버 home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_HOME", str(folder / "home"))
        patch.setenv("WORKBOOK_MY", str(folder / "my"))
        yield folder / "home"
        servers.remove(print)


@pytest.fixture
def own_home(module_home: Path) -> Path:
    """The module's home with all its servers up, whatever the test before did to them."""
    servers.ensure()
    return module_home
