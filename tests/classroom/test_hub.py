"""A class on one JupyterHub: three learners log in, work, hand in, and see nothing of each other."""

import csv
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urljoin

import psutil
import pytest
import requests
from class_at_work import LEARNERS, LESSON

from tests.classroom import class_at_work, local_hub, system_accounts
from workbook import paths
from workbook.build.files import LessonFiles
from workbook.classroom import learners
from workbook.grading import grade, records

HOMEWORK = f"homework/{LESSON}/{LessonFiles(LESSON).release.name}"
RIGHT, WRONG = "right-latest-per-day-row-number.sql", "wrong-latest-per-day-oldest.sql"


@pytest.fixture(scope="module")
def at_work(home):
    """Three learners with their servers up; without JupyterHub and its proxy a skip, and in CI a failure."""
    if missing := class_at_work.needed():
        missing += ": a class on one Hub was NOT tested"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with class_at_work.start() as started:
        yield started


def answer(name: str) -> str:
    """An answer file of the lesson without its first line, which says what it is."""
    return (paths.LESSONS / LESSON / "answers" / name).read_text(encoding="utf-8").split("\n", 1)[1]


def found(visitor: local_hub.Visitor, code: str, **given: object):
    """What `code` sets `found` to in the learner's kernel, where the names of `given` have these values."""
    values = "".join(f"{name} = {value!r}\n" for name, value in given.items())
    return json.loads(visitor.run(f"import json\n{values}{code}\nprint(json.dumps(found))"))


def test_three_learners_work_at_once(at_work):
    def work(visitor: local_hub.Visitor, file: str) -> str:
        visitor.run("%load_ext workbook")
        visitor.run(f"lesson({LESSON!r})")
        visitor.run(f"%%sql --answer latest-per-day\n{answer(file)}")
        return visitor.run('check("latest-per-day")')

    with ThreadPoolExecutor(LEARNERS) as pool:
        verdicts = list(pool.map(work, at_work.visitors, (RIGHT, WRONG, RIGHT)))
    assert "✓ latest-per-day: passed" in verdicts[0]
    assert "✗ latest-per-day: not yet" in verdicts[1]
    assert "You kept the oldest row" in verdicts[1]
    assert "✓ latest-per-day: passed" in verdicts[2]


def test_each_has_copies_and_progress_of_their_own(at_work):
    for visitor, passed in zip(at_work.visitors, "101", strict=True):
        copies = visitor.get(f"api/contents/{LESSON}").json()["content"]
        assert {file["name"] for file in copies} == {"04-1-keeping-the-latest.ipynb", "04-2-exercises.ipynb"}
        assert f"{passed} of 5 passed" in visitor.run(f"progress({LESSON!r})")


DATABASES = """
import psycopg2, pymysql
from workbook.servers import external

def of(server):
    return {"host": server.host, "port": server.port, "user": server.user, "password": server.password}

found = []
with pymysql.connect(**of(external.named("source"))).cursor() as cursor:
    cursor.execute("SHOW DATABASES")
    found.append(sorted(name for (name,) in cursor.fetchall()))
    try:
        cursor.execute(f"SELECT * FROM {theirs}.changes")
    except pymysql.err.OperationalError as error:
        found.append(str(error))
try:
    psycopg2.connect(**of(external.named("warehouse")), dbname=theirs)
except psycopg2.OperationalError as error:
    found.append(str(error))
"""


def test_each_sees_their_own_databases_alone(at_work):
    first, second, _ = (learners.find(visitor.account.name) for visitor in at_work.visitors)
    theirs = first.databases[0]
    assert "7" in at_work.visitors[0].run("%%sql source\nSELECT count(*) FROM changes")
    seen, source, warehouse = found(at_work.visitors[1], DATABASES, theirs=theirs)
    assert seen == sorted([*second.databases, "information_schema"])
    assert "denied" in source
    assert "permission denied for database" in warehouse


def test_no_kernel_holds_an_administrators_password(at_work):
    for visitor in at_work.visitors:
        held = found(visitor, "import os; found = dict(os.environ)")
        assert learners.find(visitor.account.name).password in held["WORKBOOK_WAREHOUSE_URL"]
        for secret in at_work.secrets:
            assert [name for name, value in held.items() if secret in value] == []


STORE = """
from dataclasses import replace
from botocore.exceptions import ClientError
from workbook import servers
from workbook.databases import s3_client
own = servers.ensure().store
"""
PUT = f"""{STORE}
client = s3_client.client(own)
client.create_bucket(Bucket="mine")
client.put_object(Bucket="mine", Key="who.txt", Body=name.encode())
found = [own.endpoint, str(own.folder), client.get_object(Bucket="mine", Key="who.txt")["Body"].read().decode()]
"""
ASK_THEIRS = f"""{STORE}
try:
    found = s3_client.client(replace(own, endpoint=theirs)).list_objects_v2(Bucket="mine")["KeyCount"]
except ClientError as error:
    found = error.response["ResponseMetadata"]["HTTPStatusCode"]
"""


def test_each_has_a_store_of_their_own(at_work):
    stores = [found(visitor, PUT, name=visitor.account.name) for visitor in at_work.visitors]
    assert len({endpoint for endpoint, _, _ in stores}) == LEARNERS
    for visitor, (endpoint, folder, text) in zip(at_work.visitors, stores, strict=True):
        assert folder == str(visitor.account.home / "elt-workbook" / "bucket")
        assert text == visitor.account.name
        keys_of_another = found(visitor, ASK_THEIRS, theirs=stores[0][0])
        assert keys_of_another == (1 if endpoint == stores[0][0] else 403)


OWN_FILES = """
from workbook import paths
from workbook.servers import state
home, my, pid = paths.home(), paths.my(), state.read(paths.home()).servers["store"].pid
(connection, *_) = (home / "jupyter" / "runtime").glob("kernel-*.json")
copy, stored = my / lesson / "04-2-exercises.ipynb", my / "bucket" / "mine" / "who.txt"
found = [str(path) for path in (home, home / "state.json", connection, my, copy, stored, f"/proc/{pid}/environ")]
"""
OPENED = """
from pathlib import Path

def opens(path):
    try:
        list(path.iterdir()) if path.is_dir() else path.read_bytes()
    except PermissionError:
        return False
    return True

found = [path for path in tried if opens(Path(path))]
"""


def test_files_are_closed_to_others(at_work):
    if not at_work.own_accounts:
        pytest.skip(
            "learners can have no accounts here (that takes root, and a Python outside of closed folders):"
            " that their files are closed to each other was NOT tested"
        )
    own = found(at_work.visitors[0], OWN_FILES, lesson=LESSON)
    assert found(at_work.visitors[0], OPENED, tried=own) == own
    hub = at_work.hub
    ours = [
        hub.folder,
        hub.folder / "jupyterhub.sqlite",
        paths.home() / "state.json",
        *learners.folder().glob("*.json"),
    ]
    ours.append(Path(f"/proc/{hub.process.pid}/environ"))
    assert all(path.exists() for path in ours)
    assert found(at_work.visitors[1], OPENED, tried=[*own, *map(str, ours)]) == []


def test_the_hub_keeps_learners_out_of_each_others_servers(at_work):
    first, second, _ = at_work.visitors
    theirs = f"/user/{first.account.name}/api/contents"
    assert first.get(theirs).status_code == 200
    assert second.get(theirs).status_code == 403
    behind_the_proxy = found(first, "import os; found = os.environ['JUPYTERHUB_SERVICE_URL']")
    direct = requests.get(urljoin(behind_the_proxy, theirs), timeout=10)
    assert direct.status_code == 403


def test_a_wrong_password_and_who_is_not_in_the_class_are_turned_away(at_work):
    assert local_hub.Visitor(at_work.hub, at_work.visitors[0].account).log_in("wrong").status_code == 403
    refused = at_work.stranger.log_in()
    assert refused.status_code == 403
    assert f"{at_work.stranger.account.name} is not in the class" in refused.text


def test_a_terminal_finds_the_programs_of_the_hand_out(at_work):
    visitor = at_work.visitors[2]
    programs = found(visitor, "import sys; from pathlib import Path; found = str(Path(sys.executable).parent)")
    shown = visitor.in_a_terminal('echo "path=$PATH;"; pwd', ";\r\n")
    assert f"path={programs}:" in shown


def hand_in(at_work, number: int, file: str) -> None:
    """Fetch the lesson from nbgrader's exchange, answer its first exercise, and submit it."""
    visitor = at_work.visitors[number]
    student = "" if at_work.own_accounts else f" --student={visitor.account.name}"
    assert "Fetched as: elt-workbook" in visitor.run(f"!python -m nbgrader fetch_assignment {LESSON}")
    notebook = visitor.get(f"api/contents/{HOMEWORK}").json()["content"]
    (cell,) = (one for one in notebook["cells"] if "--answer latest-per-day" in one["source"])
    cell["source"] = f"%%sql --answer latest-per-day\n{answer(file)}"
    visitor.put(HOMEWORK, notebook)
    assert "Submitted as: elt-workbook" in visitor.run(f"!python -m nbgrader submit {LESSON}{student}")


def test_work_goes_through_nbgraders_exchange_and_is_graded(at_work):
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(hand_in, [at_work] * 2, range(2), (RIGHT, WRONG)))
    class_at_work.nbgrader(at_work.folder, "collect", LESSON)
    grades = at_work.folder / "grades"
    done = grade.grade(at_work.folder / "course" / "submitted", grades, seed=1, report=lambda text: None)
    records.write_csv(grades / "grades.csv", done.records)
    with (grades / "grades.csv").open(encoding="utf-8") as file:
        rows = {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}
    right, wrong = (rows[visitor.account.name, "latest-per-day"] for visitor in at_work.visitors[:2])
    assert (right["points"], right["verdict"]) == ("1", "passed")
    assert (wrong["points"], wrong["verdict"]) == ("0", "refused")
    assert "You kept the oldest row" in wrong["reason"]
    assert len(rows) == 2 * 5


def test_submissions_are_closed_to_other_learners(at_work):
    if not at_work.own_accounts:
        pytest.skip("learners can have no accounts here: that submissions are closed to others was NOT tested")
    inbound = at_work.folder / "nbgrader" / "exchange" / "elt-workbook" / "inbound"
    assert len(list(inbound.iterdir())) == 2
    assert found(at_work.visitors[2], OPENED, tried=[str(inbound)]) == []


def processes(at_work) -> dict[str, set[psutil.Process]]:
    """All that runs of the class: of each learner Jupyter, its kernels and the store; the Hub's; the proxy's."""
    hub = psutil.Process(at_work.hub.process.pid)
    found_of = {"": {hub, *hub.children(recursive=True)}}
    for visitor in at_work.visitors:
        kernel, store = found(visitor, f"{OWN_FILES}\nimport os; found = [os.getpid(), pid]", lesson=LESSON)
        (started,) = (one for one in hub.children() if psutil.Process(kernel) in one.children(recursive=True))
        found_of[visitor.account.name] = {started, *started.children(recursive=True), psutil.Process(store)}
        found_of[""] -= found_of[visitor.account.name]
    return found_of


def test_nothing_listens_beyond_loopback_and_nothing_is_left_behind(at_work):
    of = processes(at_work)
    running = set().union(*of.values())
    places = [
        (process.name(), place.laddr.ip)
        for process in running
        for place in process.net_connections("inet")
        if place.status == psutil.CONN_LISTEN
    ]
    assert {ip for _, ip in places} == {"127.0.0.1"}
    assert {"node", "rclone"} <= {name for name, _ in places}

    first, _, third = at_work.visitors
    first.stop_server()
    ended = of[first.account.name]
    assert len(ended) >= 4  # of ours, Jupyter, a kernel, the store
    assert {process for process in running if not system_accounts.runs(process)} == ended
    assert "1 of 5 passed" in third.run(f"progress({LESSON!r})")

    at_work.hub.stop()
    assert [process for process in running if system_accounts.runs(process)] == []
    if at_work.own_accounts:
        assert [system_accounts.processes_of(visitor.account) for visitor in at_work.visitors] == [[], [], []]
