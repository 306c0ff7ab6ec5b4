"""A server that takes connections and says nothing is told from one that answers, and from one that is gone."""

import contextlib
import dataclasses
import socket
import threading

import pymysql
import pytest

from workbook import servers
from workbook.databases import connections
from workbook.servers import external, probe, state
from workbook.servers.addresses import Address, Addresses

SHORT = 0.3


@contextlib.contextmanager
def listening(says=b""):
    """A port on which something accepts connections, and says this to each."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        kept = []

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    kept.append(listener.accept()[0])
                    kept[-1].sendall(says)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("name", servers.NAMES)
def test_one_that_answers_one_that_is_stuck_and_one_that_is_gone(name):
    with listening(b"hello") as place:
        assert probe.answers(name, place, SHORT)
    with listening() as place:
        assert not probe.answers(name, place, SHORT)
    assert not probe.answers(name, place, SHORT)


def test_the_servers_of_a_home_answer(home):
    assert servers.silent() == {}


def test_a_stuck_server_and_one_that_does_not_run_are_told(home, monkeypatch):
    known = state.read(home)
    with listening() as (_, port):
        known.servers["source"] = dataclasses.replace(known.servers["source"], port=port)
        known.servers["store"] = dataclasses.replace(known.servers["store"], birth="of another process")
        monkeypatch.setattr(state, "read", lambda home: known)
        monkeypatch.setattr(probe.answers, "__defaults__", (SHORT,))
        monkeypatch.setattr(external, "named", lambda name: None)
        assert servers.silent() == {"source": False, "store": True}


def test_the_greeting_of_a_stuck_source_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(connections, "CONNECT_SECONDS", SHORT)
    with listening() as (host, port):
        stuck = Address(host, port, "root", "", "mysql")
        with pytest.raises(pymysql.err.OperationalError):
            connections.source_administrator(Addresses(stuck, stuck, None, b""))


def test_a_connection_that_is_cut_ends_the_wait_for_its_server(home):
    from workbook.checking.context import databases_for_checks

    with contextlib.closing(databases_for_checks()) as databases:
        for connect, question in (
            (databases.warehouse, "SELECT pg_sleep(60)"),
            (databases.source, "DO sleep(60)"),
        ):
            connection = connect()
            cutting = threading.Timer(SHORT, databases.cut)
            cutting.start()
            with pytest.raises(Exception, match=r"(?i)clos|lost|terminat|EOF"), connection.cursor() as cursor:
                cursor.execute(question)
            cutting.join()
