"""Scheduler, dag-processor, triggerer and API server as they run: backfills, sockets, logs, a restart, the end."""

import base64
import datetime as dt
import json
import os
import shutil
import time
import urllib.error
import urllib.request

import psutil
import pytest

from tests.engines.airflow import tables
from workbook import servers
from workbook.databases import owned, s3_client
from workbook.engines.airflow import services, settings
from workbook.engines.airflow.settings import Instance

SECONDS = 300  # for a week, on a busy machine; bench/airflow.py measures what it takes


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """A home of the module's own, since its warehouse is restarted."""
    folder = tmp_path_factory.mktemp("에어 home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_HOME", str(folder / "home"))
        patch.setenv("WORKBOOK_MY", str(folder / "my"))
        yield folder / "home"
        services.down_all(lambda text: None)
        servers.remove(lambda text: None)


@pytest.fixture(scope="module")
def instance(apart):
    claimed = owned.OwnedDatabases("airflow", "scheduler")
    claimed.load(tables.tables())
    # The DAGs as they are, but for the minute before a retry.
    dags = apart.parent / "dags"
    shutil.copytree(settings.DAGS, dags)
    file = dags / "nps_incremental.py"
    file.write_text(file.read_text("utf-8").replace("timedelta(minutes=1)", "timedelta(seconds=1)"), "utf-8")
    found = Instance("scheduled", claimed, dags)
    s3_client.client(claimed.addresses.store).create_bucket(Bucket=found.bucket)
    services.up(found, print)
    return found


@pytest.fixture(scope="module")
def known(airflow):
    """The DAGs are in the metadata, and nps_incremental may run."""
    for words in (("dags", "reserialize"), ("dags", "unpause", "--yes", "nps_incremental")):
        done = airflow.command(*words)
        assert done.code == 0, done.text


def api(instance, method: str, path: str, body: dict | None = None, token: str = "") -> dict:
    """One request to the API; its answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{services.running_port(instance)}{path}",
        json.dumps(body).encode() if body else None,
        {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}),
        method=method,
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(request, timeout=30) as answer:
        return json.load(answer)


def token(instance, user: str, password: str) -> str:
    return api(instance, "POST", "/auth/token", {"username": user, "password": password})["access_token"]


def create(airflow, first: str, last: str, *options: str) -> None:
    """`airflow backfill create` of nps_incremental."""
    words = ("--dag-id", "nps_incremental", "--from-date", first, "--to-date", last, *options)
    done = airflow.command("backfill", "create", *words)
    assert done.code == 0, done.text


def wait(what) -> None:
    """Wait until `what()` is true."""
    until = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < until, f"not so after {SECONDS} s"
        time.sleep(0.2)


def runs(instance) -> list[tuple[str, str]]:
    """`(day, state)` of each backfill's run, in the order in which they began."""
    with tables.metadata(instance).cursor() as cursor:
        cursor.execute("""
            SELECT logical_date::date::text, state FROM dag_run WHERE run_type = 'backfill' ORDER BY start_date""")
        return cursor.fetchall()


def are_done(instance, days: list[str]) -> bool:
    """Whether each of the days has a run that went well, and there is no other. None may fail."""
    found = runs(instance)
    assert "failed" not in [state for _, state in found], found
    return sorted(found) == [(day, "success") for day in days]


def forget(instance) -> None:
    """Delete the runs and backfills that there were."""
    with tables.metadata(instance).cursor() as cursor:
        cursor.execute("DELETE FROM dag_run; DELETE FROM backfill")


def end(instance) -> None:
    """End the backfills, as the scheduler does every 30 s with those whose runs are done: a DAG may have one."""
    with tables.metadata(instance).cursor() as cursor:
        cursor.execute("UPDATE backfill SET completed_at = now()")


WANTED = {row[0]: row for row in tables.OLD} | {row[0]: row for row in tables.ANSWERS}


@pytest.mark.parametrize("options", [(), ("--run-backwards",)])
def test_a_week_is_complete_in_either_order(airflow, known, instance, warehouse, options):
    forget(instance)
    create(airflow, tables.WEEK[0], tables.WEEK[-1], *options)
    wait(lambda: are_done(instance, tables.WEEK))
    began = [day for day, _ in runs(instance)]
    assert (began[0] > began[-1]) is bool(options)
    assert warehouse.nps() == sorted(WANTED.values())


def test_days_that_are_done_are_left_alone_unless_they_are_asked_for(airflow, known, instance):
    """On the week of the test before."""
    loaded = tables.Warehouse(instance.databases)
    end(instance)
    create(airflow, tables.WEEK[1], tables.WEEK[1])
    assert are_done(instance, tables.WEEK)
    end(instance)
    create(airflow, tables.WEEK[1], tables.WEEK[1], "--reprocess-behavior", "completed")
    assert not are_done(instance, tables.WEEK)
    wait(lambda: are_done(instance, tables.WEEK))
    assert loaded.nps() == sorted(WANTED.values())


def test_the_summary_runs_because_a_load_has_ended(airflow, known, instance, warehouse):
    """Not by the clock: its DAG waits for the asset that publish makes."""
    forget(instance)
    assert airflow.command("dags", "unpause", "--yes", "summary_tables").code == 0
    create(airflow, tables.WEEK[0], tables.WEEK[0])

    def has_run() -> bool:
        with tables.metadata(instance).cursor() as cursor:
            cursor.execute("SELECT run_type FROM dag_run WHERE dag_id = 'summary_tables'")
            return cursor.fetchall() == [("asset_triggered",)]

    wait(has_run)
    wait(lambda: are_done(instance, tables.WEEK[:1]))
    assert airflow.command("dags", "pause", "--yes", "summary_tables").code == 0


def sockets(process: psutil.Process) -> list:
    """Its sockets; none of a process that has ended since, as those that read a DAG file soon do."""
    try:
        return process.net_connections("inet")
    except psutil.NoSuchProcess:
        return []
    except psutil.AccessDenied:
        assert os.geteuid(), "root reads all"
        return []  # Airflow closes what holds a task's secrets to all but root, as whom CI runs this


def test_nothing_listens_beyond_loopback(instance, apart):
    family = [psutil.Process(pid) for _, _, _, pid in services.status(instance.home)]
    family += [psutil.Process(server.pid) for server in servers.status()]
    family += [child for each in family for child in each.children(recursive=True)]
    listening = {
        (each.name(), where.laddr.ip)
        for each in family
        for where in sockets(each)
        if where.status == psutil.CONN_LISTEN or where.type.name == "SOCK_DGRAM"
    }
    assert len(family) >= 6 and len(listening) >= 4
    assert {ip for _, ip in listening} <= {"127.0.0.1", "::1"}, listening


def test_the_password_is_random_and_its_owners_alone(instance):
    [(user, password)] = json.loads(instance.passwords.read_text("utf-8")).items()
    assert instance.passwords.stat().st_mode & 0o077 == 0
    assert len(password) == 32 and password not in ("admin", "airflow", user)
    assert api(instance, "GET", "/api/v2/dags", token=token(instance, user, password))["total_entries"] == 4
    for guess in ("admin", "airflow", user, ""):
        with pytest.raises(urllib.error.HTTPError) as refused:
            token(instance, user, guess)
        assert refused.value.code in (400, 401)
    with pytest.raises(urllib.error.HTTPError) as refused:
        api(instance, "GET", "/api/v2/dags")
    assert refused.value.code == 401


def test_the_api_takes_no_password_and_its_first_version_is_gone(instance):
    """As docs/notes-and-today.md says, where the notes have basic_auth."""
    password = settings.password(instance.databases.addresses)
    basic = base64.b64encode(f"{settings.USER}:{password}".encode()).decode()
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for version, code in (("v2", 401), ("v1", 404)):
        address = f"http://127.0.0.1:{services.running_port(instance)}/api/{version}/dags"
        request = urllib.request.Request(address, headers={"Authorization": f"Basic {basic}"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            direct.open(request, timeout=30)
        assert refused.value.code == code, refused.value.read()
    assert b"/api/v1 has been removed in Airflow 3" in refused.value.read()


def test_no_secret_is_in_a_tasks_log(instance):
    """The operator writes the store's keys into COPY's text and logs it: here, in the backfills. Airflow masks it.

    It does not mask what the scheduler prints: that log is the owner's alone, as the password file is.
    """
    connections = instance.connections()
    secrets = {each["password"] for each in connections.values()}
    secrets.add(connections["warehouse"]["extra"]["s3_secret"])
    logs = {path: path.read_text("utf-8", "replace") for path in (instance.home / "logs").rglob("*.log")}
    assert [path for path, text in logs.items() if "aws_secret_access_key=***" in text], "a log with a COPY's text"
    assert not [path for path, text in logs.items() if any(secret in text for secret in secrets)]
    assert (instance.home / "run").stat().st_mode & 0o077 == 0


def test_a_restart_of_the_warehouse_is_survived_by_a_retry(airflow, known, instance, warehouse):
    """The metadata are in the same server: Airflow's scheduler and dag-processor end, and are started again."""
    forget(instance)
    [(day, at)] = [(str(row[3].date()), row[3]) for row in tables.ANSWERS if row[0] == 7]
    warehouse.breaks("nps_changes", "NEW.id = 7", "PERFORM pg_sleep(60)")
    create(airflow, day, day)
    asleep = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
    wait(lambda: warehouse.rows(asleep))
    [server] = [psutil.Process(each.pid) for each in servers.status() if each.name == "warehouse"]
    server.kill()
    psutil.wait_procs([server], timeout=10)
    servers.ensure()
    assert warehouse.nps() == sorted(tables.OLD)
    warehouse.mend()
    tables.metadata.cache_clear()

    def is_done_with_what_ended_started_anew() -> bool:
        services.up(instance, print)  # again and again: they end only when they next ask the warehouse
        return are_done(instance, [day])

    wait(is_done_with_what_ended_started_anew)
    of_the_day = {row[0]: row for row in tables.ANSWERS if row[3].date() == at.date()}
    assert warehouse.nps() == sorted(({row[0]: row for row in tables.OLD} | of_the_day).values())


def test_stopped_nothing_is_left(instance):
    """Also of a scheduler that was killed while a task ran."""
    pids = {name: pid for name, _, _, pid in services.status(instance.home)}
    assert all(pids.values()), "psutil.Process(None) would be this one"
    family = [child for pid in pids.values() for child in psutil.Process(pid).children(recursive=True)]
    psutil.Process(pids["scheduler"]).kill()
    began = dt.datetime.now()
    services.down(instance.home, lambda text: None)
    assert (dt.datetime.now() - began).total_seconds() < 30
    assert [row[1] for row in services.status(instance.home)] == ["down"] * len(services.COMMANDS)
    psutil.wait_procs(family, timeout=5)
    assert not [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert not services._at_work_in(instance.home / "run")
    assert services.running_port(instance) is None
