"""A folder of submissions is graded by worker processes: what each gets, and what stops nobody else.

Over 300 lines: grading as a whole, on one set of submissions.
"""

import contextlib
import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import psutil
import pytest

from tests.grading.submitted_notebooks import LATEST, answer, code, filled, hand_in
from workbook import checking, servers
from workbook.checking.limits import Limits
from workbook.databases import connections, owned
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.grading import forking, grade, judge, pool, records, report, worker
from workbook.grading.classrules.class_file import ClassRules
from workbook.grading.grade import grade as grade_all
from workbook.grading.sandbox import cleanup
from workbook.servers import processes

RIGHT = {
    "latest-per-day": answer(LATEST, "right-latest-per-day-row-number.sql"),
    "latest-with-ties": answer(LATEST, "right-latest-with-ties-row-number.sql"),
    "latest-with-nulls": answer(LATEST, "right-latest-with-nulls-nulls-last.sql"),
    "delete-older": answer(LATEST, "right-delete-older-exists.sql"),
}
BACKFILL = answer("09-backfill", "right-backfill-class.py")
WRONG = answer(LATEST, "wrong-latest-per-day-rank.sql")


def right(**other):
    return filled(LATEST, RIGHT | {key.replace("_", "-"): text for key, text in other.items()})


def verdicts(grades, student, lesson=LATEST):
    found = records.read(records.path_of(grades, student, lesson))
    return {result.exercise: result for result in found.results}


def points(grades):
    found = records.read_all(grades)
    return {(record.student, record.lesson): [r.points for r in record.results] for record in found}


@pytest.fixture
def submitted(tmp_path, home):
    return tmp_path / "submitted"


@pytest.fixture
def grades(tmp_path):
    return tmp_path / "grades"


def test_right_wrong_and_untouched(submitted, grades):
    hand_in(submitted, "right", LATEST, right())
    hand_in(submitted, "wrong", LATEST, right(latest_per_day=WRONG))
    hand_in(submitted, "untouched", LATEST, filled(LATEST, {}))
    hand_in(submitted, "empty", LATEST, b"")
    done = grade_all(submitted, grades, 7)
    assert (done.made, done.kept) == (4, 0)
    assert points(grades) == {
        ("right", LATEST): [1, 1, 1, 1, 0],
        ("wrong", LATEST): [0, 1, 1, 1, 0],
        ("untouched", LATEST): [0, 0, 0, 0, 0],
        ("empty", LATEST): [0, 0, 0, 0, 0],
    }
    refused = verdicts(grades, "wrong")["latest-per-day"]
    assert (refused.verdict, refused.hidden) == ("refused", False)
    assert refused.mistake in refused.reason
    assert refused.lines[0]["evidence"]
    report.write(grades, done.records, ClassRules())
    assert {r.verdict for r in verdicts(grades, "untouched").values()} == {"missing"}
    assert verdicts(grades, "empty")["delete-older"].reason == "the file is empty."
    with (grades / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert sum(float(row["points"]) for row in rows) == 7


def test_python_and_predictions(submitted, grades):
    lesson = "02-transactions"
    good = {
        "what-survives": f"what_survives = (\n{answer(lesson, 'right-what-survives-dict.py')}\n)",
        "replace-all": answer(lesson, "right-replace-all-batch.py"),
    }
    hand_in(submitted, "right", lesson, filled(lesson, good))
    bad = filled(lesson, {"replace-all": "def replace_all(conn, rows):\n    conn.commit()"})
    bad["cells"].insert(1, code("import os; os._exit(0)"))
    hand_in(submitted, "wrong", lesson, bad)
    grade_all(submitted, grades, 7)
    assert points(grades) == {("right", lesson): [1, 2, 0, 0], ("wrong", lesson): [0, 0, 0, 0]}
    assert verdicts(grades, "wrong", lesson)["replace-all"].verdict == "refused"
    assert verdicts(grades, "wrong", lesson)["what-survives"].verdict == "missing"


def test_an_answer_tuned_to_the_rows_handed_out_is_refused_and_shows_no_hidden_row(submitted, grades, context):
    found = registry.load(LATEST).exercises["latest-per-day"]
    known = {row.date for fixture in found.fixtures for row in fixture.rows("temp_weather")}
    dates = ", ".join(f"'{date}'" for date in known)
    tuned = RIGHT["latest-per-day"].rstrip("; \n") + f" AND date IN ({dates})"
    assert checking.check(found, tuned, context).passed
    hand_in(submitted, "tuned", LATEST, right(latest_per_day=tuned))
    grade_all(submitted, grades, 7)
    result = verdicts(grades, "tuned")["latest-per-day"]
    assert (result.verdict, result.hidden, result.points) == ("refused", True, 0)
    assert not any(line["evidence"] for line in result.lines)
    assert result.reason.startswith("right on the rows that were handed out, but not on other rows")


HOSTILE = {
    "endless": "SELECT pg_sleep(3600)",
    "program": "COPY temp_weather TO PROGRAM 'touch /tmp/x'",
    "large": "SELECT repeat('x', 1000000) FROM generate_series(1, 4000)",
    "own session": "SELECT pg_terminate_backend(pg_backend_pid())",
    "nul": "SELECT '\0'",
    "too long": "SELECT 1 -- " + "x" * 200_000,
}


def test_hostile_sql_costs_itself_alone(submitted, grades):
    for name, text in HOSTILE.items():
        hand_in(submitted, name, LATEST, right(latest_per_day=text))
    hand_in(submitted, "zz right", LATEST, right())
    grade_all(submitted, grades, 7)
    found = points(grades)
    assert found.pop(("zz right", LATEST)) == [1, 1, 1, 1, 0]
    assert set(map(tuple, found.values())) == {(0, 1, 1, 1, 0)}
    assert "larger than" in verdicts(grades, "large")["latest-per-day"].reason


def test_what_a_role_leaves_outside_of_its_schemas_reaches_nobody(submitted, grades):
    left = (
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC; SELECT lo_create(0);"
        " DO $$ BEGIN EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = nowhere', current_user,"
        " current_database()); END $$; "
    )
    hand_in(submitted, "a", LATEST, right(delete_older=left + RIGHT["delete-older"]))
    hand_in(submitted, "b", LATEST, right())
    grade_all(submitted, grades, 7, jobs=1)
    assert points(grades)[("b", LATEST)] == [1, 1, 1, 1, 0]
    claimed = owned.OwnedDatabases("check", "grading 1")
    assert cleanup.remove_leftovers(claimed) is False  # the worker has done it
    claimed.close()


# --- workers that die or hang


def stand_in(end, number, seed):
    """A worker that obeys the notebooks' words, and grades nothing."""
    end.send(("ready",))
    while True:
        try:
            lesson, given = end.recv()
        except EOFError:
            return
        if (b"dies while it is read", {}, []) in given:
            os._exit(1)
        for data, _, judged in given:
            for exercise in registry.load(lesson).exercises:
                if exercise not in judged:
                    end.send(("begin", exercise, 1.0))
                    if data == exercise.encode():
                        os.kill(os.getpid(), signal.SIGKILL)
                    if data == b"hangs":
                        time.sleep(600)
                    end.send(("result", grade._stopped(lesson, exercise, "graded"), []))
            end.send(("done", 1.0))


def test_a_worker_that_dies_costs_one_answer():
    jobs = [
        pool.Job(n, LATEST, data) for n, data in enumerate([b"latest-with-ties", b"", b"dies while it is read"])
    ]
    with pool.Pool(2, 0, grade._stopped, stand_in) as working:
        done = {job.key: job for job in working.run(jobs)}
    reasons = {key: [result.reason for result in job.results] for key, job in done.items()}
    assert reasons[0] == ["graded", "it ended the process that judged it.", "graded", "graded", "graded"]
    assert reasons[1] == ["graded"] * 5
    assert done[2].refused == "the notebook can't be graded: it ended the process that judged it."


def test_a_worker_that_hangs_is_ended():
    jobs = [pool.Job(n, LATEST, data) for n, data in enumerate([b"hangs", b""])]
    with pool.Pool(1, 0, grade._stopped, stand_in) as working:
        done = {job.key: [r.reason for r in job.results] for job in working.run(jobs)}
    assert done == {0: ["it did not end within its time."] * 5, 1: ["graded"] * 5}


def test_a_long_folder_for_temporary_files_needs_no_socket(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/tmp/" + "긴 이름" * 8)
    forking.get_ready()
    assert forking.context().get_start_method() == "spawn"


def dies_of_many(end, number, seed):
    """A worker that a notebook among several kills before it comes to any; alone, that costs one answer."""
    end.send(("ready",))
    while True:
        try:
            lesson, given = end.recv()
        except EOFError:
            return
        if len(given) > 1:
            end.send(("begin", "", 60.0))
            os._exit(1)
        [(data, _, judged)] = given
        for exercise in registry.load(lesson).exercises:
            if exercise not in judged:
                end.send(("begin", exercise, 60.0))
                if data == exercise.encode():
                    os._exit(1)
                end.send(("result", grade._stopped(lesson, exercise, "graded"), []))
        end.send(("done", 1.0))


def test_notebooks_that_kill_a_worker_together_are_judged_alone():
    jobs = [pool.Job(n, LATEST, data) for n, data in enumerate([b"", b"latest-with-ties", b""])]
    with pool.Pool(1, 0, grade._stopped, dies_of_many) as working:
        done = {job.key: [r.reason for r in job.results] for job in working.run(jobs)}
    assert done[0] == done[2] == ["graded"] * 5
    assert done[1] == ["graded", "it ended the process that judged it.", "graded", "graded", "graded"]


def test_what_could_not_be_judged_is_tried_once_more_alone_and_counted(submitted, grades, monkeypatch):
    counts, alone = [], []

    class Stumbles:
        """A pool whose first run can't judge one exercise, and the second one that of one student."""

        def __init__(self, count, seed, stopped, serve=worker.serve):
            counts.append(count)
            alone.append(getattr(serve, "keywords", {}).get("alone", False))

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def run(self, jobs):
            for job in jobs:
                for exercise in registry.load(job.lesson).exercises.values():
                    lost = exercise.id == "delete-older" and (len(counts) == 1 or job.key[0].student == "b")
                    if exercise.id not in [result.exercise for result in job.results]:
                        made = (
                            judge.unjudged(exercise, "a full disk.") if lost else judge.stopped(exercise, "seen.")
                        )
                        job.results.append(made)
                yield job

    monkeypatch.setattr(grade, "Pool", Stumbles)
    for name in ("a", "b"):
        hand_in(submitted, name, LATEST, right())
    done = grade_all(submitted, grades)
    assert counts == [min(2, processes.cores()), 1]
    assert alone == [False, True]
    again = {record.student: [r.exercise for r in record.results if r.again] for record in done.records}
    assert again == {"a": [], "b": ["delete-older"]}
    assert "; 1 answers not judged, tried again next time: not graded: a full disk." in grade.summary(done, [])


def test_a_sheaf_is_of_one_lesson_and_leaves_out_what_is_to_be_alone():
    lessons = [LATEST] * 5 + ["05"] * 3
    waiting = pool.deque(pool.Job(n, lesson, b"", alone=n == 4) for n, lesson in enumerate(lessons))
    found = []
    while waiting:
        found.append([job.key for job in pool._sheaf(waiting, 3)])
    assert found == [[0, 1, 2], [3], [4], [5, 6, 7]]


def ends_at_once(end, number, seed):
    """A worker that can't start."""


def test_workers_that_cannot_start_are_said():
    with (
        pool.Pool(2, 0, grade._stopped, ends_at_once) as working,
        pytest.raises(WorkbookError, match="end as soon as they start"),
    ):
        list(working.run([pool.Job(0, LATEST, b"")]))


def fails(end, number, seed):
    end.send(("failed", "the servers are gone."))


def test_what_is_no_answers_fault_ends_the_grading():
    with (
        pool.Pool(1, 0, grade._stopped, fails) as working,
        pytest.raises(WorkbookError, match="the servers are gone"),
    ):
        list(working.run([pool.Job(0, LATEST, b"")]))


# --- again


def test_what_is_graded_is_not_graded_again(submitted, grades):
    for name in ("a", "b"):
        hand_in(submitted, name, LATEST, right())
    first = grade_all(submitted, grades)
    stamps = {name: records.path_of(grades, name, LATEST).stat().st_mtime_ns for name in ("a", "b")}
    hand_in(submitted, "b", LATEST, right(latest_per_day=WRONG))
    again = grade_all(submitted, grades)
    assert (again.made, again.kept, again.seed) == (1, 1, first.seed)
    assert records.path_of(grades, "a", LATEST).stat().st_mtime_ns == stamps["a"]
    assert points(grades)[("b", LATEST)] == [0, 1, 1, 1, 0]
    assert grade_all(submitted, grades, first.seed + 1).kept == 0


def test_records_of_a_student_who_left_are_named_and_stay(submitted, grades, capsys):
    for name in ("ada", "bora"):
        hand_in(submitted, name, LATEST, b"")
    assert grade_all(submitted, grades, 7).remarks == []
    shutil.rmtree(submitted / "bora")
    [said] = grade_all(submitted, grades, 7).remarks
    assert "1 records" in said and f"{LATEST}/bora.json" in said and "Delete those" in said
    assert said in capsys.readouterr().out
    assert set(points(grades)) == {("ada", LATEST), ("bora", LATEST)}


MANY = 16
ENDS = {
    "Ctrl-C": (lambda pid: os.killpg(pid, signal.SIGINT), 130),  # a terminal tells the whole group
    "SIGTERM": (lambda pid: os.kill(pid, signal.SIGTERM), 130),
    "SIGKILL": (lambda pid: os.kill(pid, signal.SIGKILL), -signal.SIGKILL),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("end", ENDS)
def test_grading_that_was_ended_goes_on(submitted, grades, tmp_path, end):
    for n in range(MANY):
        hand_in(submitted, f"s{n:02}", LATEST, right())
    # First one whose Python needs a sandbox, with the processes and folders that belong to it.
    hand_in(submitted, "a", "09-backfill", filled("09-backfill", {"backfill": BACKFILL}))
    command = [sys.executable, "-m", "workbook", "grade", str(submitted), "-o", str(grades), "--seed", "7"]
    (tmp_path / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    ended = subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.PIPE, text=True,
        # What a shell starts in the background ignores Ctrl-C, and so would all that these tests start there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    folder = grades / "records" / LATEST
    until = time.monotonic() + 60
    while not (folder.is_dir() and len(list(folder.glob("s*.json"))) >= 2):
        assert time.monotonic() < until
        time.sleep(0.01)
    started = psutil.Process(ended.pid).children(recursive=True)
    send, code = ENDS[end]
    send(ended.pid)
    said, _ = ended.communicate(timeout=60)
    assert ended.returncode == code
    _, running = psutil.wait_procs(started, timeout=30)
    assert not running
    if end != "SIGKILL":
        assert "Stopped. What is graded is kept" in said
        assert list((tmp_path / "tmp").glob("elt-workbook-*")) == []
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("s*.json")}
    assert 2 <= len(before) < MANY
    if end == "SIGTERM":
        return  # as after Ctrl-C
    shutil.rmtree(submitted / "a")
    done = grade_all(submitted, grades, 7)
    assert (done.kept, done.made) == (len(before), MANY - len(before))
    assert {name: (folder / name).stat().st_mtime_ns for name in before} == before
    assert {tuple(points(grades)[f"s{n:02}", LATEST]) for n in range(MANY)} == {(1, 1, 1, 1, 0)}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_ctrl_c_does_not_wait_for_a_statement(submitted, grades):
    """The process that judges waits in the server's reply, where Python hears no signal."""
    hand_in(submitted, "a", LATEST, right(latest_per_day="SELECT pg_sleep(59.5)"))
    command = [sys.executable, "-m", "workbook", "grade", str(submitted), "-o", str(grades)]
    ended = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    running = (
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(59.5%%'"
    )
    with contextlib.closing(connections.warehouse_administrator(servers.ensure())) as connection:
        cursor = connection.cursor()

        def waits(much: int) -> None:
            until = time.monotonic() + 60
            while cursor.execute(running) or cursor.fetchone() != (much,):
                assert time.monotonic() < until
                time.sleep(0.05)

        waits(1)
        began = time.monotonic()
        os.killpg(ended.pid, signal.SIGINT)
        said, _ = ended.communicate(timeout=60)
        took = time.monotonic() - began
        waits(0)
    assert "Stopped. What is graded is kept" in said
    assert took < Limits().statement_seconds / 2


def test_the_same_seed_gives_the_same_grades(submitted, tmp_path):
    hand_in(submitted, "a", LATEST, right(latest_per_day=WRONG))

    def graded(name):
        grade_all(submitted, tmp_path / name, 11)
        found = verdicts(tmp_path / name, "a").values()
        return [(r.exercise, r.points, r.verdict, r.reason, r.lines) for r in found]

    assert graded("one") == graded("two")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "There is no folder"),
        ([".", "--jobs", "0"], "1 or more, not 0"),
        (["."], "holds no submission"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path, words, says):
    command = [sys.executable, "-m", "workbook", "grade", "-o", str(tmp_path / "grades"), *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr.startswith("workbook: ")
    assert says in done.stderr
    assert len(done.stderr.strip().split("\n")) == 1


def test_one_answer_may_not_take_for_ever():
    assert set(worker.SECONDS) == {"sql", "py", "predict", "dag", "dbt", "spark"}
