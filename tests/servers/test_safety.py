"""What the servers show to others: addresses, accounts, files, command lines."""

import os
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg2
import pytest

from tests.servers import connect
from workbook import servers
from workbook.databases import owned


@pytest.fixture(scope="module")
def processes(home) -> list[psutil.Process]:
    found = []
    for server in servers.status():
        process = psutil.Process(server.pid)
        found += [process, *process.children(recursive=True)]
    return found


def sockets_of(process: psutil.Process) -> list:
    try:
        return process.net_connections(kind="all")
    except psutil.NoSuchProcess:
        return []  # a server's own child that has ended meanwhile


def test_nothing_listens_beyond_loopback(processes):
    sockets = [entry for process in processes for entry in sockets_of(process)]
    listening = [entry.laddr for entry in sockets if entry.status == psutil.CONN_LISTEN]
    assert {address.ip for address in listening} == {"127.0.0.1"}
    answers = {int(server.address.rsplit(":", 1)[1]) for server in servers.status()}
    assert {address.port for address in listening} == answers


def test_no_secret_stands_on_a_command_line(processes):
    addresses = servers.ensure()
    secrets = (addresses.warehouse.password, addresses.source.password, addresses.store.secret)
    assert all(len(secret) >= 32 for secret in secrets)
    for process in processes:
        try:
            line = " ".join(process.cmdline())
        except psutil.NoSuchProcess:
            continue  # a server's own child that has ended meanwhile
        assert not [secret for secret in secrets if secret in line]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_only_the_owner_can_read_a_home(home):
    assert stat.S_IMODE((home / "state.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) & 0o077 == 0
    for server in servers.status():
        if server.name != "store":
            assert stat.S_IMODE(Path(server.data).stat().st_mode) == 0o700


def test_servers_have_sessions_of_their_own(home):
    if not hasattr(os, "getsid"):
        pytest.skip("no sessions on this system")
    sessions = {os.getsid(server.pid) for server in servers.status()}
    assert sessions == {server.pid for server in servers.status()}


def test_warehouse_has_our_accounts_only_and_a_closed_template(home):
    with connect.postgres(servers.ensure().warehouse) as warehouse:
        logins = connect.rows(warehouse, "SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolsuper")
        assert logins == [("workbook",)]
        for database in ("postgres", "template1"):
            question = f"SELECT has_database_privilege('public', '{database}', 'CONNECT')"
            assert connect.rows(warehouse, question) == [(False,)]


def test_other_programs_can_log_in_to_the_warehouse(home):
    """Go's drivers (sling, usql, Grafana) refuse fewer than the 4,096 iterations that RFC 7677 asks for."""
    claimed = owned.OwnedDatabases("iterations")
    claimed.prepare("warehouse")
    with connect.postgres(servers.ensure().warehouse) as warehouse:
        names = f"('workbook', '{claimed.role}')"
        stored = connect.rows(warehouse, f"SELECT rolpassword FROM pg_authid WHERE rolname IN {names}")
    claimed.close()
    counts = [int(password.split("$")[1].split(":")[0]) for (password,) in stored]
    assert len(counts) == 2
    assert min(counts) >= 4096


def test_the_printed_address_is_one_that_programs_take(home):

    def printed(*words: str) -> str:
        command = [sys.executable, "-m", "workbook", "url", *words]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.strip()

    with psycopg2.connect(printed("warehouse")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        assert cursor.fetchone() == ("workbook", "postgres")
    connection.close()
    address = servers.ensure().source
    assert printed("source", "a b") == f"mysql://workbook:{address.password}@127.0.0.1:{address.port}/a%20b"


def test_warehouse_prints_the_same_everywhere(home):
    with connect.postgres(servers.ensure().warehouse) as warehouse:
        wanted = {
            "autovacuum": "off",
            "max_parallel_workers_per_gather": "0",
            "default_statistics_target": "1200",
            "jit": "off",
            "TimeZone": "UTC",
            "lc_messages": "C",
            "server_encoding": "UTF8",
        }
        assert {name: connect.rows(warehouse, f"SHOW {name}")[0][0] for name in wanted} == wanted


def test_source_has_no_open_account(home):
    with connect.mysql(servers.ensure().source) as source:
        accounts = {user for (user,) in connect.rows(source, "SELECT user FROM mysql.user")}
        assert "workbook" in accounts
        assert not accounts & {"", "root"}
        for user in ("", "root"):
            with pytest.raises(Exception, match="Access denied"):
                connect.mysql(replace(servers.ensure().source, user=user, password=""))
        [(zone, mode)] = connect.rows(source, "SELECT @@time_zone, @@sql_mode")
        assert zone == "+00:00"
        assert "ONLY_FULL_GROUP_BY" in mode and "STRICT_TRANS_TABLES" in mode
        assert connect.rows(source, "SELECT @@character_set_server, @@local_infile") == [("utf8mb4", 1)]


def test_store_shows_files_as_objects_at_once_and_refuses_other_keys(home):
    store = servers.ensure().store
    client = connect.s3(store)
    client.create_bucket(Bucket="safety")
    client.put_object(Bucket="safety", Key="날씨/하루 1.csv", Body="값\n".encode())
    assert (store.folder / "safety" / "날씨" / "하루 1.csv").read_text("utf-8") == "값\n"
    client.list_objects_v2(Bucket="safety")
    (store.folder / "safety" / "by-hand.csv").write_text("1\n", encoding="utf-8")
    keys = {entry["Key"] for entry in client.list_objects_v2(Bucket="safety")["Contents"]}
    assert keys == {"날씨/하루 1.csv", "by-hand.csv"}
    wrong = servers.Store(store.endpoint, store.key_id, "wrong", None)
    with pytest.raises(Exception, match="SignatureDoesNotMatch"):
        connect.s3(wrong).list_buckets()


def test_store_rests_when_nobody_asks(home):
    connect.s3(servers.ensure().store).list_buckets()
    store = psutil.Process(servers.status()[2].pid)
    before = store.cpu_times()
    time.sleep(1)
    after = store.cpu_times()
    assert after.user + after.system - before.user - before.system < 0.5
