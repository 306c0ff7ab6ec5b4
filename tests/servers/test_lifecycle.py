"""Servers that are started, killed, in each other's way, and brought back."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tests.servers import connect
from workbook import servers
from workbook.errors import WorkbookError
from workbook.servers import processes

ENSURE = "from workbook import servers; print(servers.ensure().warehouse.port, servers.ensure().source.port)"


def pids() -> dict[str, int | None]:
    return {server.name: server.pid for server in servers.status()}


def kill(pid: int) -> None:
    psutil.Process(pid).kill()
    while processes.birth(pid):
        time.sleep(0.01)


def test_up_status_down(own_home):
    said: list[str] = []
    servers.up(said.append)
    running = servers.status()
    assert [(server.name, server.state) for server in running] == [
        ("warehouse", "up"),
        ("source", "up"),
        ("store", "up"),
    ]
    assert [line.split(":")[0] for line in said] == ["warehouse", "source", "store"]
    servers.down(said.append)
    assert [server.state for server in servers.status()] == ["down", "down", "down"]
    assert not [server.pid for server in running if psutil.pid_exists(server.pid) and processes.birth(server.pid)]
    servers.down(said.append)
    assert said[-1] == "No server runs."


def test_ensure_takes_milliseconds_when_all_is_up(own_home):
    before = pids()
    times = []
    for _ in range(20):
        start = time.perf_counter()
        servers.ensure()
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005
    assert pids() == before


def test_ensure_loads_no_driver(own_home):
    heavy = "{'psycopg2', 'pymysql', 'boto3', 'sqlalchemy', 'pandas', 'psutil'}"
    code = f"import sys; from workbook import servers; servers.ensure(); print({heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


@pytest.mark.parametrize("name", ["warehouse", "source", "store"])
def test_a_killed_server_comes_back_with_its_data(own_home, name):
    addresses = servers.ensure()
    keep = {"warehouse": connect.postgres, "source": connect.mysql}
    if name == "store":
        connect.s3(addresses.store).create_bucket(Bucket="kept")
        connect.s3(addresses.store).put_object(Bucket="kept", Key="k", Body=b"1")
    else:
        with keep[name](getattr(addresses, name)) as connection, connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS kept")
            cursor.execute("CREATE TABLE kept AS SELECT 1 AS k")
    before = pids()
    kill(before[name])
    assert [server.name for server in servers.status() if server.state == "down"] == [name]

    again = servers.ensure()
    assert again == addresses
    assert {other for other, pid in pids().items() if pid != before[other]} == {name}
    if name == "store":
        assert connect.s3(again.store).get_object(Bucket="kept", Key="k")["Body"].read() == b"1"
    else:
        with keep[name](getattr(again, name)) as connection:
            assert connect.rows(connection, "SELECT k FROM kept") == [(1,)]


def test_a_warehouse_killed_in_a_long_query_comes_back(own_home):
    warehouse = servers.ensure().warehouse
    endless = "SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000000000) b"

    def ask() -> None:
        with pytest.raises(Exception, match="server closed the connection"):
            connect.rows(connect.postgres(warehouse), endless)

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        time.sleep(0.3)
        kill(pids()["warehouse"])
        again = servers.ensure().warehouse
        asking.result()
    assert connect.rows(connect.postgres(again), "SELECT 1") == [(1,)]


def test_a_killed_client_s_query_ends_and_its_lock_is_free(own_home):
    code = (
        "from tests.servers import connect; from workbook import servers\n"
        "with connect.postgres(servers.ensure().warehouse).cursor() as cursor:\n"
        "    cursor.execute('SELECT pg_advisory_lock(7)'); print('locked', flush=True)\n"
        "    cursor.execute('SELECT pg_sleep(600)')"
    )
    client = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert client.stdout.readline().strip() == b"locked"
    other = connect.postgres(servers.ensure().warehouse)
    assert connect.rows(other, "SELECT pg_try_advisory_lock(7)") == [(False,)]
    client.kill()
    client.communicate()
    other.cursor().execute("SET lock_timeout = '10s'")
    assert connect.rows(other, "SELECT pg_advisory_lock(7) IS NOT NULL") == [(True,)]


def test_a_server_that_nobody_wrote_down_is_replaced(own_home):
    before = pids()
    state = own_home / "state.json"
    stored = json.loads(state.read_text("utf-8"))
    stored["servers"] = {}
    state.write_text(json.dumps(stored), encoding="utf-8")
    servers.ensure()
    assert not [pid for pid in before.values() if processes.birth(pid)]
    assert all(server.state == "up" for server in servers.status())


def test_a_process_that_took_over_a_stale_pid_is_left_alone(own_home):
    servers.down(lambda text: None)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        state = own_home / "state.json"
        stored = json.loads(state.read_text("utf-8"))
        for server in stored["servers"].values():
            server["pid"] = stranger.pid
        state.write_text(json.dumps(stored), encoding="utf-8")
        [warehouse] = own_home.glob("warehouse-*")
        (warehouse / "postmaster.pid").write_text(
            f"{stranger.pid}\n{warehouse}\n1\n5432\n\n127.0.0.1\n", encoding="utf-8"
        )
        assert [server.state for server in servers.status()] == ["down", "down", "down"]
        servers.down(lambda text: None)
        servers.ensure()
        assert stranger.pid not in pids().values()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_taken_port_is_changed_for_another(own_home):
    before = servers.ensure()
    servers.down(lambda text: None)
    ports = [before.warehouse.port, before.source.port, int(before.store.endpoint.rsplit(":", 1)[1])]
    taken = [socket.create_server(("127.0.0.1", port)) for port in ports]
    try:
        after = servers.ensure()
        assert not {after.warehouse.port, after.source.port} & set(ports)
        assert not after.store.endpoint.endswith(tuple(map(str, ports)))
        assert connect.rows(connect.postgres(after.warehouse), "SELECT 1") == [(1,)]
    finally:
        for listener in taken:
            listener.close()


def test_a_port_taken_between_looking_and_starting(own_home, monkeypatch):
    servers.down(lambda text: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        real = processes.port_is_free
        first: set[int] = set()

        def too_early(port: int) -> bool:
            # The first look at each server's port is answered before somebody takes it.
            if threading.get_ident() in first:
                return real(port)
            first.add(threading.get_ident())
            return True

        state = own_home / "state.json"
        stored = json.loads(state.read_text("utf-8"))
        for server in stored["servers"].values():
            server["port"] = taken.getsockname()[1]
        state.write_text(json.dumps(stored), encoding="utf-8")
        monkeypatch.setattr(processes, "port_is_free", too_early)
        after = servers.ensure()
        assert taken.getsockname()[1] not in (after.warehouse.port, after.source.port)
    assert all(server.state == "up" for server in servers.status())


def test_two_kernels_at_once_on_a_new_home_get_the_same_servers(bare_home):
    kernels = [subprocess.Popen([sys.executable, "-c", ENSURE], stdout=subprocess.PIPE) for _ in range(2)]
    answers = [kernel.communicate()[0] for kernel in kernels]
    assert answers[0] == answers[1] and answers[0].strip()
    [warehouse] = bare_home.glob("warehouse-*")
    postmasters = [
        process
        for process in psutil.process_iter(["cmdline"])
        if process.info["cmdline"] and process.info["cmdline"][-1] == str(warehouse)
    ]
    assert len(postmasters) == 1
    # Servers outlive the kernels that started them.
    assert all(server.state == "up" for server in servers.status())


def test_an_interrupted_start_leaves_nothing_behind_that_the_next_trips_over(bare_home):
    for after in (0.3, 0.6):
        kernel = subprocess.Popen([sys.executable, "-c", ENSURE], stdout=subprocess.DEVNULL)
        time.sleep(after)
        kernel.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        kernel.wait()
    servers.ensure()
    assert all(server.state == "up" for server in servers.status())
    assert not list(bare_home.glob("*.new"))


def test_damaged_data_and_lost_passwords_say_what_to_type_and_reset_mends_both(own_home):
    before = servers.ensure()
    connect.s3(before.store).create_bucket(Bucket="mine")
    connect.s3(before.store).put_object(Bucket="mine", Key="work.csv", Body=b"1")
    servers.down(lambda text: None)
    [warehouse] = own_home.glob("warehouse-*")
    (warehouse / "global" / "pg_control").write_bytes(b"\0" * 8192)
    with pytest.raises(WorkbookError, match=r"PostgreSQL does not start: .*workbook reset") as caught:
        servers.ensure()
    assert "\n" not in str(caught.value)
    # The others are up, and known.
    assert [server.state for server in servers.status()] == ["down", "up", "up"]

    (own_home / "state.json").unlink()
    with pytest.raises(WorkbookError, match=r"state.json is gone.*workbook reset"):
        servers.ensure()

    said: list[str] = []
    servers.reset(said.append)
    after = servers.ensure()
    assert connect.rows(connect.postgres(after.warehouse), "SELECT 1") == [(1,)]
    assert connect.s3(after.store).list_buckets()["Buckets"] == []
    [kept] = [line for line in said if "kept" in line]
    assert (Path(kept.split(" in ", 1)[1]) / "mine" / "work.csv").read_bytes() == b"1"


def test_data_of_other_versions_is_told_and_reset_makes_it_new(own_home):
    mine = servers.paths.my() / "04" / "answer.sql"
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("SELECT 1", encoding="utf-8")
    servers.ensure()
    servers.down(print)
    [data] = own_home.glob("warehouse-*")
    data.rename(own_home / "warehouse-15")
    said: list[str] = []
    servers.ensure(said.append)
    [told] = [line for line in said if "warehouse-15" in line]
    assert "another version's, which `workbook reset` deletes" in told

    (own_home / "state.json").write_text('{"secret": "00", "ports": {"warehouse": 5432}}', encoding="utf-8")
    with pytest.raises(WorkbookError, match=r"of an earlier workbook: `workbook reset`") as caught:
        servers.ensure()
    assert "\n" not in str(caught.value)
    servers.reset(print)
    assert [each.name for each in own_home.glob("warehouse-*")] == [data.name]
    assert [server.state for server in servers.status()] == ["up", "up", "up"]
    assert mine.read_text(encoding="utf-8") == "SELECT 1"
