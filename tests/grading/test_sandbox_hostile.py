"""Hostile cells: each costs its own answer at most; the next good answer is right, and nothing is left running.

Over 300 lines: one attack after the other on the same sandbox.
"""

import errno
import json
import os
import platform
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.grading.submitted_notebooks import answer, code, filled
from workbook import paths
from workbook.exercises import answer_files, registry
from workbook.grading.judge import Judge
from workbook.grading.sandbox import process, system
from workbook.grading.sandbox import sandbox as sandboxes
from workbook.grading.sandbox.sandbox import Sandbox
from workbook.grading.sandbox.system import seccomp
from workbook.notebook import reader
from workbook.notebook.reader import Cell

pytestmark = pytest.mark.skipif(bool(system.missing()), reason=" ".join(system.missing()) or "all limits hold")
ID = "load-forecast"


@pytest.fixture(scope="module")
def exercise():
    return registry.find(ID)[1]


@pytest.fixture(scope="module")
def good():
    found = [f for f in answer_files.of_lesson("05-weather-forecast") if f.exercise.id == ID and f.kind == "right"]
    return found[0].answer


@pytest.fixture(scope="module")
def sandbox(home):
    with Sandbox() as made:
        yield made


@pytest.fixture(autouse=True)
def the_next_is_right_and_nothing_runs(request, sandbox, exercise, good):
    yield
    assert {child.name() for child in psutil.Process(sandbox._warm._program.pid).children(True)} <= {"rclone"}
    account = system.account()
    if account is not None:
        running = [p.info["name"] for p in psutil.process_iter(["name", "uids"]) if p.info["uids"].real == account]
        assert set(running) <= {"rclone"}
    assert list(sandbox._lease.folder.glob("run-*")) == []
    after = sandbox.check(exercise, [Cell(1, good)])
    assert after.verdict and after.verdict.passed, after


def inside(sandbox, source: str) -> object:
    """What the cell leaves in `found`."""
    ran = sandbox.evaluate([Cell(1, source)], "found")
    assert not ran.ended, ran
    return ran.value


def tried(sandbox, *lines: str) -> list[str]:
    """The kinds of errors that each line raises on its own; "" for none."""
    source = "import os, sys, ctypes, socket, subprocess, threading\nfound = []\n"
    for line in lines:
        source += f"try:\n    {line}\n    found.append('')\n"
        source += "except BaseException as error:\n    found.append(type(error).__name__)\n"
    return inside(sandbox, source)


# --- time, memory, output


@pytest.fixture
def short(monkeypatch):
    """Times that a test can wait for."""
    monkeypatch.setattr(sandboxes, "CELL_SECONDS", 2.0)
    monkeypatch.setattr(sandboxes, "CHECK_SECONDS", 8.0)


def few(values, most: int) -> list:
    """The values as parameters, those after the first `most` for `tools/test.py whole` alone."""
    return [
        pytest.param(value, marks=[pytest.mark.whole] if at >= most else []) for at, value in enumerate(values)
    ]


ENDLESS = (
    "while True: pass",
    "sum(iter(int, 1))",
    "while True: print('x' * 1000)",
    "import time; time.sleep(1e6)",
)


@pytest.mark.parametrize("cell", few(ENDLESS, 2))
def test_a_cell_without_end_is_left_out(sandbox, exercise, good, short, cell):
    ran = sandbox.check(exercise, [Cell(1, cell), Cell(2, good)])
    assert ran.verdict.passed
    assert ran.remarks == ["cell 1 did not end within 2 seconds; it was left out."]


def test_a_cell_without_end_is_waited_for_once_a_notebook(sandbox, short, monkeypatch, context):
    lesson = "02-transactions"
    good = {
        "what-survives": f"what_survives = (\n{answer(lesson, 'right-what-survives-dict.py')}\n)",
        "replace-all": answer(lesson, "right-replace-all-batch.py"),
        "replace-all-autocommit": answer(lesson, "right-replace-all-autocommit-begin.py"),
    }
    notebook = filled(lesson, good)
    notebook["cells"].insert(0, code("while True: pass"))
    read = reader.read(json.dumps(notebook).encode())
    judging = Judge(lambda: sandbox, 7, context)
    for each in map(registry.load(lesson).exercises.__getitem__, good):
        began = time.monotonic()
        result, remarks = judging.judge(read, lesson, each)
        assert (result.verdict, remarks) == ("passed", ["cell 1 did not end within 2 seconds; it was left out."])
        assert time.monotonic() - began < 60
        monkeypatch.setattr(sandboxes, "CELL_SECONDS", 90.0)  # so it would be seen
        monkeypatch.setattr(sandboxes, "CELLS_SECONDS", 90.0)
    again = reader.read(json.dumps(filled(lesson, good)).encode())
    assert judging.judge(again, lesson, each)[1] == []  # another notebook's cell 1 is another


def test_cells_have_a_time_together(sandbox, exercise, good, monkeypatch):
    monkeypatch.setattr(sandboxes, "CELLS_SECONDS", 3.0)
    # As on a machine that does nothing else: on a busy one, cells have more of its time.
    monkeypatch.setattr(process, "OF_ANOTHER", replace(process.OF_ANOTHER, share=lambda: 1.0))
    slow = "import time; time.sleep(2)"
    ran = sandbox.check(exercise, [Cell(1, slow), Cell(2, slow), Cell(3, good)])
    assert ran.verdict.passed
    assert len(ran.remarks) == 1 and ran.remarks[0].startswith("cell 2 did not end within")


@pytest.mark.parametrize(
    "line",
    few(["while True: pass", "sum(iter(int, 1))", "print('x' * 10**6)\n  " * 3 + "while True: print(1)"], 1),
)
def test_a_function_without_end_is_ended(sandbox, exercise, short, line):
    ran = sandbox.check(exercise, [Cell(1, f"def load_forecast(conn, rows):\n  {line}")])
    assert ran.verdict is None or not ran.verdict.passed
    assert "did not" in (ran.ended or str(ran.verdict)), ran


@pytest.mark.parametrize("line", ["x = [0] * (10 * 2**30 // 8)", "x = bytearray(10 * 2**30)"])
def test_a_list_of_ten_gigabytes_is_a_memory_error(sandbox, exercise, line):
    ran = sandbox.check(exercise, [Cell(1, f"def load_forecast(conn, rows):\n  {line}")])
    assert "MemoryError" in str(ran.verdict)


def test_memory_that_grows_has_an_end(sandbox):
    source = """
x = []
try:
    while True: x.append(bytearray(2**24))
except MemoryError:
    found, x = 16 * len(x), None
"""
    assert inside(sandbox, source) <= system.DATA_MB


# --- the process


@pytest.mark.parametrize(
    "cell",
    ["import os; os._exit(0)", "import os, signal; os.kill(os.getpid(), 9)", "import ctypes; ctypes.string_at(0)"],
)
def test_a_cell_that_ends_the_process_is_left_out(sandbox, exercise, good, cell):
    ran = sandbox.check(exercise, [Cell(4, cell), Cell(7, good)])
    assert ran.verdict.passed
    assert ran.remarks[0].startswith("cell 4") and ran.remarks[0].endswith("it was left out.")


def test_sys_exit_ends_its_cell_only(sandbox, exercise, good):
    assert sandbox.check(exercise, [Cell(1, "import sys; sys.exit()"), Cell(2, good)]).verdict.passed


def test_a_function_that_ends_the_process_gets_no_verdict(sandbox, exercise):
    ran = sandbox.check(exercise, [Cell(1, "import os\ndef load_forecast(conn, rows): os._exit(0)")])
    assert (ran.verdict, ran.ended) == (None, "it ended its process.")


def test_a_notebook_of_cells_that_end_the_process_is_given_up(sandbox, exercise, good):
    ran = sandbox.check(exercise, [*(Cell(n, f"import os; os._exit({n})") for n in range(9)), Cell(9, good)])
    assert ran.verdict is None and ran.ended == "it ended its process."


def test_no_process_is_started(sandbox):
    found = tried(
        sandbox, "os.fork()", "subprocess.run(['true'])", "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])", "import multiprocessing; multiprocessing.Process(target=print).start()",
    )  # fmt: skip
    assert "" not in found, found


def test_a_fork_bomb_starts_nothing(sandbox, exercise, good):
    bomb = "import os\nfor n in range(10000):\n    try: os.fork()\n    except OSError: pass"
    assert sandbox.check(exercise, [Cell(1, bomb), Cell(2, good)]).verdict.passed


def test_nobody_else_is_signalled(sandbox):
    other = psutil.Process()
    look = f"ctypes.CDLL(None, use_errno=True).ptrace(16, {other.pid}, 0, 0) == 0 or 1 / 0"
    found = tried(sandbox, "os.kill(-1, 9)", f"os.kill({other.pid}, 9)", "os.killpg(0, 9)", look)
    assert "" not in found, found


def test_threads_that_outlive_their_cell_are_ended(sandbox, exercise, good):
    cell = "import threading, time\nfor n in range(20): threading.Thread(target=time.sleep, args=(1e6,)).start()"
    assert sandbox.check(exercise, [Cell(1, cell), Cell(2, good)]).verdict.passed


def test_threads_without_end_are_stopped(sandbox, short):
    cell = """
import threading, time
threading.stack_size(32768)
while True:
    try: threading.Thread(target=time.sleep, args=(1e6,)).start()
    except RuntimeError: pass
"""
    assert sandbox.evaluate([Cell(1, cell)], "x").remarks


# --- files


def test_files_of_others_are_neither_read_nor_changed(sandbox, tmp_path):
    other = tmp_path / "submitted" / "ada" / "05.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text("{}", encoding="utf-8")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o777)
    places = [
        other, next(paths.SOLUTIONS.rglob("*.ipynb")), next(paths.LESSONS.glob("*/answers/right-*.py")),
        paths.home() / "state.json", Path(f"/proc/{os.getpid()}/environ"), Path("/proc/1/environ"),
        Path("/etc/shadow"),
        paths.CLONE / "workbook" / "grading" / "sandbox" / "verifier.py",
        paths.LESSONS / "05-weather-forecast" / "checks.py",
    ]  # fmt: skip
    assert set(tried(sandbox, *(f"open({str(place)!r})" for place in places))) == {"PermissionError"}
    lists = tried(
        sandbox, *(f"os.listdir({str(place)!r})" for place in (tmp_path, paths.CLONE, "/proc", "/", "/tmp"))
    )
    assert set(lists) == {"PermissionError"}
    path = str(other)
    changes = tried(
        sandbox, f"os.remove({path!r})", f"open({path!r}, 'w')", f"os.truncate({path!r}, 0)",
        f"os.chmod({path!r}, 0)",
        f"os.rename({path!r}, 'mine')", f"os.link({path!r}, 'mine')", f"os.utime({path!r})",
        f"import shutil; shutil.rmtree({str(tmp_path)!r})", f"open({str(tmp_path / 'new')!r}, 'w')",
        "open('/dev/shm/x', 'w')",
    )  # fmt: skip
    assert "" not in changes, changes
    assert other.read_text(encoding="utf-8") == "{}"


def test_the_environment_tells_nothing(sandbox, monkeypatch):
    names = inside(sandbox, "import os; found = sorted(os.environ)")
    assert names == ["HOME", "LC_ALL", "PATH", "TMPDIR", "TZ"]
    assert inside(sandbox, "found = open('/proc/self/cmdline', 'rb').read()").find(b"secret") < 0


def test_its_own_folder_is_for_use(sandbox):
    source = """
import tempfile, sqlite3
with tempfile.TemporaryFile() as file: found = file.write(b"abc")
sqlite3.connect("x.db").execute("CREATE TABLE t (a)")
"""
    assert inside(sandbox, source) == 3


def test_a_disk_is_not_filled(sandbox, monkeypatch):
    monkeypatch.setattr("workbook.grading.sandbox.process.WRITTEN_MB", 64)
    cell = "import os\nwhile True:\n    f = open('big', 'wb'); f.write(b'x' * 2**24); f.close(); os.remove('big')"
    ran = sandbox.evaluate([Cell(1, cell)], "x")
    assert ran.remarks == ["cell 1 wrote more than 64 MB to files; it was left out."]


def test_folders_in_folders_are_removed(sandbox):
    source = "import os\nfor n in range(3000):\n    os.mkdir('d'); os.chdir('d')\nfound = n"
    assert inside(sandbox, source) == 2999


# --- the network and the servers


def test_only_the_servers_are_reached(sandbox):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = tried(
            sandbox, f"socket.create_connection(('127.0.0.1', {port}), 1)", "socket.socket(socket.AF_UNIX)",
            "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "socket.create_server(('127.0.0.1', 0))",
        )  # fmt: skip
    assert "" not in found, found


LISTENS_OR_WATCHES = [
    "listen({s}, 5)", "bind({s}, bytes([2, 0] + 14 * [0]), 16)", "accept({s}, None, None)",
    "accept4({s}, None, None, 0)", "inotify_init()", "inotify_init1(0)", "inotify_add_watch(0, b'/', 2)",
    "fanotify_init(0, 0)", "fanotify_mark(0, 1, 2, -1, b'/')", "fcntl(0, 1026, 1)", "fcntl(0, 1024, 0)",
    "ptrace(16, 1, 0, 0)", "process_vm_readv(1, None, 0, None, 0, 0)",
    "syscall({perf_event_open}, None, 0, -1, -1, 0)", "syscall({pidfd_getfd}, 0, 0, 0)",
    "syscall({io_uring_setup}, 1, None)", "syscall({userfaultfd}, 0)", "syscall({keyctl}, 0, -3)",
    "syscall({bpf}, 0, None, 0)", "name_to_handle_at(-100, b'/', None, None, 0)",
    "shmctl(0, 0, None)", "semctl(0, 0, 0)", "msgctl(0, 0, None)", "syncfs(0)", "klogctl(10, None, 0)",
    "syscall({move_pages}, 1, 0, None, None, None, 0)",
]  # fmt: skip


def test_it_neither_listens_nor_watches(sandbox):
    column = 0 if platform.machine() == "x86_64" else 1
    numbers = {name: found[column] for name, found in seccomp.FORBIDDEN.items()}
    calls = [call.format(s="kept.fileno()", **numbers) for call in LISTENS_OR_WATCHES]
    source = "import ctypes, socket\nkept, found = socket.socket(), []\nlibc = ctypes.CDLL(None, use_errno=True)\n"
    source += "".join(f"found.append([libc.{call}, ctypes.get_errno()])\n" for call in calls)
    found = dict(zip(LISTENS_OR_WATCHES, inside(sandbox, source), strict=True))
    assert found == {call: [-1, errno.EPERM] for call in LISTENS_OR_WATCHES}


def test_a_thousand_connections_are_not_opened(sandbox, exercise):
    port = sandbox._lease._databases.addresses.warehouse.port
    cell = f"""
import socket
kept = []
def load_forecast(conn, rows):
    for n in range(1000):
        try: kept.append(socket.create_connection(('127.0.0.1', {port}), 5))
        except OSError: break
    raise ValueError(len(kept))
"""
    ran = sandbox.check(exercise, [Cell(1, cell)])
    opened = int(str(ran.verdict).partition("ValueError: ")[2].split()[0])
    assert 0 < opened < sandboxes.OPEN_FILES


def test_what_it_left_on_the_servers_is_gone(sandbox, exercise):
    cell = """
def load_forecast(conn, rows):
    cursor = conn.cursor()
    cursor.execute("CREATE SCHEMA mine; CREATE TABLE mine.notes (a int)")
    cursor.execute("ALTER ROLE CURRENT_USER SET search_path = mine; ALTER ROLE CURRENT_USER PASSWORD 'mine'")
    cursor.execute("SELECT pg_sleep(0)")
    conn.commit()
"""
    assert not sandbox.check(exercise, [Cell(1, cell)]).verdict.passed


def test_sessions_of_the_check_that_it_ended_are_told(sandbox, exercise):
    others = "usename = current_user AND pid <> pg_backend_pid()"
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
    source = f"def load_forecast(conn, rows):\n    conn.cursor().execute({end!r})\n    conn.commit()"
    ran = sandbox.check(exercise, [Cell(1, source)])
    assert ran.failed and ran.lost and ran.verdict is None
    assert not sandbox.check(exercise, [Cell(1, "def load_forecast(conn, rows): 1 / 0")]).lost


def test_a_query_that_goes_on_is_ended_with_its_process(sandbox, exercise, short):
    cell = """
def load_forecast(conn, rows):
    cursor = conn.cursor()
    cursor.execute("SET statement_timeout = 0")
    while True:
        try: cursor.execute("SELECT pg_sleep(1000)")
        except BaseException: conn.rollback()
"""
    sandbox.check(exercise, [Cell(1, cell)])
    sandbox._lease.end_sessions()
    with sandbox._lease._databases.administrator.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [sandbox._lease._databases.name]
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "text", ["COPY nps TO PROGRAM 'true'", "COPY nps FROM '/etc/passwd'", "SELECT pg_read_file('/etc/passwd')"]
)
def test_the_role_has_no_right_to_the_servers_machine(sandbox, exercise, text):
    cell = f"""
def load_forecast(conn, rows):
    conn.cursor().execute("CREATE TABLE nps (a text)")
    conn.cursor().execute({text!r})
"""
    assert "InsufficientPrivilege" in str(sandbox.check(exercise, [Cell(1, cell)]).verdict)


# --- forgeries

EMPTY = "def load_forecast(conn, rows):\n    conn.cursor().execute('SELECT 1')\n    conn.commit()\n"
FIND = """
import gc, sys
gc.unfreeze()
def ours(name):
    return next(o for o in gc.get_objects() if type(o) is type(sys) and o.__name__ == name)
"""
REPLACED = {
    "the verdict": "ours('workbook.exercises.verdicts').Verdict.passed = property(lambda self: True)",
    "a rule": "ours('workbook.checking.rules.table_rows').StampedTableRows.faults = lambda self, run: []",
    "a rule's code": (
        "def f(self, run): return []\n"
        "ours('workbook.checking.rules.idempotent').Idempotent.faults.__code__ = f.__code__"
    ),
    "the exercise": (
        "e = ours('workbook_lessons.05_weather_forecast.checks').exercises[2]\nobject.__setattr__(e, 'rules', [])"
    ),
    "the instrumented class": (
        "ours('workbook.checking.instrumented_drivers').InstrumentedConnection.rollback = lambda self: None"
    ),
    "psycopg2": "import psycopg2\npsycopg2._connect = lambda *a, **k: None",
    "pymysql": "import pymysql\npymysql.connections.Connection.query = lambda *a: None",
    "sqlite3": "import sqlite3\nsqlite3.connect = None",
    "builtins": "import builtins\nbuiltins.sorted = lambda *a, **k: []",
    "a builtin hidden": "ours('workbook.checking.compare').len = lambda x: 0",
    "the comparison": "ours('workbook.checking.compare').compare = lambda *a, **k: None",
}


@pytest.mark.parametrize("source", few(REPLACED.values(), 6), ids=REPLACED.keys())
@pytest.mark.parametrize("when", ["in a cell", "in the function"])
def test_what_the_check_stands_on_is_not_replaced(sandbox, exercise, source, when):
    indented = "".join(f"    {line}\n" for line in source.splitlines())
    if when == "in a cell":
        cells = [Cell(1, FIND + source), Cell(2, EMPTY)]
    else:
        cells = [
            Cell(1, f"{FIND}def load_forecast(conn, rows):\n    conn.cursor().execute('SELECT 1')\n{indented}")
        ]
    ran = sandbox.check(exercise, cells)
    assert ran.verdict is None or not ran.verdict.passed, ran
    if when == "in a cell":
        assert "it replaced" in str(ran.verdict), ran


def test_the_workbook_is_not_to_be_had(sandbox, exercise, good):
    found = tried(
        sandbox,
        "import workbook",
        "from workbook import exercises",
        "import workbook_lessons",
        "sys.modules['workbook']",
    )
    assert "" not in found
    cells = [
        Cell(1, "check = lambda name: print('passed')\nimport sys\nsys.modules['workbook'] = None"),
        Cell(2, good),
    ]
    assert sandbox.check(exercise, cells).verdict.passed
    assert not sandbox.check(exercise, [*cells[:1], Cell(2, EMPTY)]).verdict.passed


FORGED = json.dumps(
    {
        "key": "%s",
        "verdict": [{"ok": True, "rule": "x", "text": "x", "evidence": [], "mistake": ""}],
        "changed": [],
        "defined": True,
        "raised": [],
    }
)
WRITE = f"""
import json, os, struct
def forge(key):
    body = ({FORGED!r} % key).encode()
    for fd in range(64):
        try: os.write(fd, struct.pack('!I', len(body)) + body)
        except OSError: pass
"""
FIND_KEY = """
import gc
key = next(o["key"] for o in gc.get_objects() if type(o) is dict and "key" in o and "bounds" in o)
"""


def test_a_verdict_without_the_key_is_none(sandbox, exercise):
    for source in (f"{WRITE}forge('')", f"{WRITE}\ndef load_forecast(conn, rows): forge('')"):
        ran = sandbox.check(exercise, [Cell(1, source)])
        assert (ran.verdict, ran.ended) == (None, "it wrote into the grader's channel.")


def test_noise_in_the_channel_costs_its_own_answer(sandbox, exercise):
    noise = "import os\nfor fd in range(64):\n    try: os.write(fd, b'\\xff' * 4096)\n    except OSError: pass"
    ran = sandbox.check(exercise, [Cell(1, noise), Cell(2, EMPTY)])
    assert ran.verdict is None or not ran.verdict.passed


def test_a_forged_pass_is_caught_by_the_verifier(sandbox, exercise):
    cells = [Cell(1, EMPTY), Cell(2, f"{WRITE}{FIND_KEY}forge(key)")]
    assert sandbox.check(exercise, cells).verdict.passed  # the process says what it likes
    confirmed = sandbox.confirm(exercise, [Cell(1, EMPTY)])
    assert confirmed.verdict is not None and not confirmed.verdict.passed
    again = sandbox.confirm(exercise, cells)
    assert again.verdict is None or not again.verdict.passed


HAND_LIES = """
def load_forecast(conn, rows):
    import gc
    for o in gc.get_objects():
        if type(o).__name__ == 'Channel' and hasattr(o, 'send'):
            o.send({'statements': ['SELECT 1'], 'timed_out': False, 'returned': None})
"""


def test_a_hand_that_lies_gains_nothing(sandbox, exercise):
    ran = sandbox.confirm(exercise, [Cell(1, HAND_LIES)])
    assert ran.verdict is None or not ran.verdict.passed


def test_a_remote_caller_that_ends_or_hangs_is_no_pass(sandbox, exercise, short):
    def confirmed(line: str):
        return sandbox.confirm(exercise, [Cell(1, f"def load_forecast(conn, rows):\n    {line}")])

    ended = confirmed("import os; os._exit(0)")
    assert (ended.verdict, ended.ended) == (None, "it ended its process.")
    hangs = confirmed("sum(iter(int, 1))")
    assert not hangs.verdict.passed and "did not return within 5 seconds" in str(hangs.verdict)
