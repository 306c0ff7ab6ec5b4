"""The batch server: applications over HTTP, for who has its password, each a driver that ends with a state."""

import json
import time
import urllib.error
import urllib.request

import psutil
import pytest

from workbook import paths
from workbook.engines.spark import batch_api, services, submit
from workbook.servers import announced

SECONDS = 120  # for a driver to end, on a busy machine
COUNTS = """
import sys
from pyspark.sql import SparkSession

print("rows:", SparkSession.builder.getOrCreate().range(int(sys.argv[1])).count())
"""


def asked(path: str, method: str = "GET", body: object = None, login: bool = True) -> tuple[int, dict]:
    """The status and what the server says."""
    reached = services.batches()
    assert reached
    headers = {"Authorization": batch_api.basic(reached["password"])} if login else {}
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{reached['port']}{path}", data=data, method=method, headers=headers
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def ended(id: int) -> str:
    """The state in which a batch ends."""
    deadline = time.monotonic() + SECONDS
    while (state := asked(f"/batches/{id}/state")[1]["state"]) == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return state


def test_an_application_runs_with_its_arguments_and_its_output_is_the_log(cluster):
    cluster.put("counts.py", COUNTS)
    status, batch = asked("/batches", "POST", {"file": "counts.py", "args": ["12"], "name": "counts"})
    assert (status, batch["state"], batch["name"]) == (201, "running", "counts")
    refused = asked("/batches", "POST", {"file": "counts.py", "args": ["12"], "name": "counts"})
    assert refused == (
        400,
        {"msg": f"Duplicate session name: counts for session {batch['id']}, which has not ended."},
    )
    assert ended(batch["id"]) == "success"
    assert asked(f"/batches/{batch['id']}/log")[1]["log"] == ["rows: 12"]
    assert asked("/batches", "POST", {"file": "counts.py", "args": ["1"], "name": "counts"})[0] == 201


def test_one_that_fails_is_dead_and_one_that_is_deleted_is_gone_with_its_processes(cluster):
    cluster.put("fails.py", "raise SystemExit('no rows')")
    id = asked("/batches", "POST", {"file": "fails.py"})[1]["id"]
    assert ended(id) == "dead"
    assert asked(f"/batches/{id}/log?from=0&size=5")[1] == {"id": id, "from": 0, "total": 1, "log": ["no rows"]}
    cluster.put("sleeps.py", "import time\ntime.sleep(600)")
    id = asked("/batches", "POST", {"file": "sleeps.py"})[1]["id"]
    [server] = [pid for name, _, _, pid in services.status() if name == services.BATCHES]
    [driver] = [each for each in psutil.Process(server).children() if "sleeps.py" in " ".join(each.cmdline())]
    assert asked(f"/batches/{id}", "DELETE") == (200, {"msg": "deleted"})
    assert not driver.is_running()
    assert asked(f"/batches/{id}/state") == (404, {"msg": f"There is no session {id}."})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "The body is no JSON."),
        ([], "The body needs `file`, the application's file, as a text."),
        ({"file": "a.py", "args": [1]}, "`args` is a list of texts."),
        ({"file": "a.py", "name": 1}, "`name` is a text."),
        (
            {"file": "a.py", "driverMemory": "1g"},
            "This server takes file, args, name alone, and not driverMemory.",
        ),
    ],
)
def test_a_bad_request_is_told_in_a_sentence(cluster, body, says):
    assert asked("/batches", "POST", body) == (400, {"msg": says})


def test_a_file_that_is_not_there_and_a_path_that_is_not_served(cluster):
    status, answer = asked("/batches", "POST", {"file": "missing.py"})
    assert (status, answer["msg"]) == (400, f"There is no file {submit.folder() / 'missing.py'}.")
    assert asked("/sessions")[0] == 404
    assert asked("/batches/0", "POST", {"file": "counts.py"})[0] == 405


def test_nobody_gets_in_without_the_password(cluster):
    assert asked("/batches", login=False)[0] == 401
    assert asked("/batches", "POST", {"file": "counts.py"}, login=False)[0] == 401
    secrets = [services.folder() / services.BATCHES, paths.home() / "connections" / "spark.json"]
    assert [path.stat().st_mode & 0o077 for path in secrets] == [0, 0]


def test_airflow_is_told_while_it_is_up_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    announced.announce("spark", batch_api.connection(1, "secret"))
    assert announced.connections()["spark"]["port"] == 1
    services.down(lambda text: None)
    (tmp_path / "spark" / "cluster").mkdir(parents=True)
    services.down(lambda text: None)
    assert announced.connections() == {}
