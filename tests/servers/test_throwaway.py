"""A source server for a moment: on loopback, with its settings, and gone however its block ends."""

import subprocess
import sys

import psutil
import pymysql
import pytest

from workbook import servers
from workbook.servers import mysql, processes, state, throwaway

KILLED = """
import os, signal
from workbook.servers import throwaway
with throwaway.source(report=lambda text: None):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def running(home) -> list[psutil.Process]:
    """The source servers that work in a folder of this home."""
    # Where another user's server works is nobody's to know: there `cwd` is None.
    found = [each for each in psutil.process_iter(["name", "cwd"]) if each.info["name"] in mysql.PROGRAMS]
    return [each for each in found if str(each.info["cwd"]).startswith(str(home))]


def test_it_runs_with_its_settings_on_loopback_and_is_gone_after_an_error(bare_home):
    with pytest.raises(KeyboardInterrupt), throwaway.source("--log-bin=log", report=str) as address:
        login = {"user": address.user, "password": address.password}
        with pymysql.connect(host=address.host, port=address.port, **login) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT @@log_bin, @@bind_address")
            assert cursor.fetchone() == (1, "127.0.0.1")
        (server,) = running(bare_home)
        assert {each.laddr.ip for each in server.net_connections() if each.status == "LISTEN"} == {"127.0.0.1"}
        raise KeyboardInterrupt
    assert running(bare_home) == []
    assert list(bare_home.iterdir()) == []
    assert processes.port_is_free(address.port)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_down_ends_what_a_killed_process_left(bare_home):
    bare_home.mkdir()
    state.write(bare_home, state.new())
    subprocess.run([sys.executable, "-c", KILLED])
    assert len(running(bare_home)) == 1
    servers.down(str)
    assert running(bare_home) == []
    assert list(bare_home.glob(f"{throwaway.PREFIX}*")) == []
