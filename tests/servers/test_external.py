"""Servers that a variable names: asked, never started, stopped or deleted."""

import os
import socket

import pytest

from workbook import servers
from workbook.errors import WorkbookError


@pytest.fixture
def elsewhere(home, tmp_path, monkeypatch):
    """The shared servers as somebody else's, seen from a home that has none."""
    addresses = servers.ensure()
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "other home"))
    monkeypatch.setenv("WORKBOOK_MY", str(tmp_path / "my"))
    for variable, scheme, server in (
        ("WORKBOOK_WAREHOUSE_URL", "postgresql", addresses.warehouse),
        ("WORKBOOK_SOURCE_URL", "mysql", addresses.source),
    ):
        url = f"{scheme}://{server.user}:{server.password}@{server.host}:{server.port}/{server.database}"
        monkeypatch.setenv(variable, url)
    monkeypatch.setenv("WORKBOOK_S3_ENDPOINT", addresses.store.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", addresses.store.key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", addresses.store.secret)
    return addresses


def test_they_are_used_and_left_alone(elsewhere, tmp_path):
    servers.up(lambda text: None)
    addresses = servers.ensure()
    assert (addresses.warehouse, addresses.source) == (elsewhere.warehouse, elsewhere.source)
    assert addresses.store == servers.Store(elsewhere.store.endpoint, "workbook", elsewhere.store.secret, None)
    found = servers.status()
    assert [server.state for server in found] == ["up", "up", "up"]
    assert all(server.pid is None and "not ours" in server.remark for server in found)
    assert found[0].version.startswith("18.")

    (tmp_path / "my" / "bucket" / "b").mkdir(parents=True)
    (tmp_path / "my" / "bucket" / "b" / "object").touch()
    servers.down(lambda text: None)
    servers.reset(lambda text: None)
    servers.up(lambda text: None)
    assert not list((tmp_path / "other home").glob("*-*"))
    assert [path.name for path in (tmp_path / "my").iterdir()] == ["bucket"]


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("WORKBOOK_WAREHOUSE_URL", "sqlite:///x", "must look like postgresql://"),
        ("WORKBOOK_WAREHOUSE_URL", "postgresql://u:p@h:port/d", "can't be read"),
        ("WORKBOOK_SOURCE_URL", "mysql://localhost/prod", "has no user"),
        ("WORKBOOK_SOURCE_URL", "mysql://u:p@/prod", "has no host"),
        ("WORKBOOK_S3_ENDPOINT", "localhost:9000", "must look like http://"),
    ],
)
def test_an_address_that_cannot_be_read(elsewhere, monkeypatch, variable, value, said):
    monkeypatch.setenv(variable, value)
    for ask in (servers.ensure, servers.status):
        with pytest.raises(WorkbookError, match=said) as caught:
            ask()
        assert variable in str(caught.value) and "\n" not in str(caught.value)


def test_an_endpoint_without_keys(elsewhere, monkeypatch):
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(WorkbookError, match="AWS_SECRET_ACCESS_KEY"):
        servers.ensure()


def test_nothing_answers(elsewhere, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for variable, url in (
        ("WORKBOOK_WAREHOUSE_URL", f"postgresql://u:p@127.0.0.1:{port}/d"),
        ("WORKBOOK_SOURCE_URL", f"mysql://u:p@127.0.0.1:{port}/d"),
        ("WORKBOOK_S3_ENDPOINT", f"http://127.0.0.1:{port}"),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(variable, url)
            with pytest.raises(WorkbookError, match=rf"Nothing answers at 127.0.0.1:{port}.*{variable}"):
                servers.ensure()


@pytest.mark.parametrize(
    ("index", "variable"),
    [(0, "WORKBOOK_WAREHOUSE_URL"), (1, "WORKBOOK_SOURCE_URL"), (2, "AWS_SECRET_ACCESS_KEY")],
)
def test_a_refused_login_is_one_sentence_and_shows_no_password(elsewhere, monkeypatch, index, variable):
    before = (elsewhere.warehouse.password, elsewhere.source.password, elsewhere.store.secret)[index]
    monkeypatch.setenv(variable, os.environ[variable].replace(before, "wrong-password"))
    with pytest.raises(WorkbookError, match="can't be used") as caught:
        servers.up(lambda text: None)
    assert "\n" not in str(caught.value) and "wrong-password" not in str(caught.value)
    assert servers.status()[index].state == "down"
    assert "can't be used" in servers.status()[index].remark
