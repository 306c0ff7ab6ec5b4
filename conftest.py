"""For every test and notebook that pytest runs."""

import os

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Give each notebook a my/ of its own before its kernel starts, as the build does: progress shows in outputs."""
    if item.path.suffix == ".ipynb" and item.path not in item.session.stash.setdefault(_folders, {}):
        folder = item.config._tmp_path_factory.mktemp("my")
        item.session.stash[_folders][item.path] = folder
        os.environ["WORKBOOK_MY"] = str(folder)


_folders = pytest.StashKey[dict]()
