"""For every test and notebook that pytest runs."""

import tempfile

import pytest

FOLDERS = pytest.StashKey[dict]()


def pytest_configure(config):
    config.addinivalue_line("markers", "whole: only by `make test-airflow`, since a sample runs always")
    config.addinivalue_line("markers", "servers: needs servers, shared ones or its own; not in `make quick`")
    config.addinivalue_line("markers", "slow: builds, runs notebooks, makes environments; not in `make quick`")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    """Start each notebook's kernel with a my/ of its own, as the build does: progress shows in outputs."""
    if item.path.suffix != ".ipynb":
        return (yield)
    folders = item.session.stash.setdefault(FOLDERS, {})
    if item.path not in folders:
        folders[item.path] = tempfile.TemporaryDirectory()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WORKBOOK_MY", folders[item.path].name)
        return (yield)
