"""Grading of made-up classes, beside nbgrader's and Otter's own.

    .venv/bin/python bench/peers.py FOLDER                          # installs Otter there, and other peers
    .venv/bin/python bench/grading.py lesson --peers FOLDER         # 20 submissions of lesson 04
    .venv/bin/python bench/grading.py class                         # 300 submissions of six lessons

Submissions are the exercises with the lessons' own right and wrong answers, drawn by a seed. Each answer's text is
made its student's own by a comment. Times are those of whole commands, their start included; the servers are up.

What is compared: each tool gets the same notebooks and finds the same points. `workbook grade` runs each answer on
the rows handed out, again on hidden rows if it is right there, and writes records, a CSV and pages. `nbgrader
autograde` runs each notebook with its checks. `otter run` takes one submission a command, as it is used where
there is no Docker; its notebooks are without the check cells, and its four tests call the same checks instead.
"""

import argparse
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import machine
import psutil
from benchmark_servers import own_servers
from pipelines import bar

sys.path.insert(0, str(Path(__file__).parent.parent))

LATEST = "04-keeping-the-latest"
SIX = 6  # lessons of a class: the first ones
SEED = 20
WRONG_SHARE = 0.3
EVERY_SECONDS = 10.0  # between two looks at memory, which take a tenth of a second
OTTER_TEST = """OK_FORMAT = False

from otter.test_files import test_case

name = "{id}"
points = {points}


@test_case()
def test_answer(env):
    env["check"]("{id}")
"""


def answers(lesson: str) -> dict[str, dict[str, list[str]]]:
    """The texts of a lesson's right and wrong answers, by exercise."""
    from workbook.exercises import answer_files, registry

    found = {key: {"right": [], "wrong": []} for key in registry.load(lesson).exercises}
    for file in answer_files.of_lesson(lesson):
        text = file.path.read_text(encoding="utf-8")
        name = file.exercise.id.replace("-", "_")
        is_dict = file.exercise.kind == "predict"
        found[file.exercise.id][file.kind].append(f"{name} = (\n{text}\n)" if is_dict else text)
    return found


def submissions(lesson: str, students: int) -> Iterator[tuple[str, dict]]:
    """The name and the notebook of each student, the same for the same numbers."""
    from workbook.build.files import LessonFiles

    chance, known = random.Random(f"{SEED} {lesson}"), answers(lesson)
    release = LessonFiles(lesson).release.read_text(encoding="utf-8")
    for number in range(students):
        notebook, student = json.loads(release), f"student-{number:03}"
        for cell in notebook["cells"]:
            if cell.get("id") in known:
                first = "".join(cell["source"]).split("\n")[0]
                kind = "wrong" if chance.random() < WRONG_SHARE else "right"
                text = chance.choice(known[cell["id"]][kind])
                # No two texts are the same, so that nothing that knows a text again could gain by it.
                is_sql = first.startswith("%%sql")
                cell["source"] = f"{first}\n-- {student}\n{text}" if is_sql else f"# {student}\n{text}"
        yield student, notebook


def hand_in(submitted: Path, lesson: str, students: int) -> None:
    """Write submissions as nbgrader's exchange lays them."""
    for student, notebook in submissions(lesson, students):
        path = submitted / student / lesson / f"{lesson[3:]}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")


@contextmanager
def course() -> Iterator[Path]:
    """A copy of the course folder, with nbgrader's entries of lesson 04."""
    from tests.build.course_folder import copy_of_the_course, nbgrader

    with tempfile.TemporaryDirectory(prefix="course") as folder:
        copy = copy_of_the_course(Path(folder) / "course")
        nbgrader(copy, "generate_assignment", "--force", LATEST)
        yield copy


def one_lesson(options) -> None:
    """The same submissions of lesson 04 by `workbook grade`, `nbgrader autograde` and `otter run`."""
    from workbook.grading import records

    students = options.students or 20
    with course() as folder:
        hand_in(folder / "submitted", LATEST, students)
        rounds = [graded(folder / "submitted", folder / f"grades-{n}") for n in range(options.times + 1)]
        ours = statistics.median(rounds[1:])  # the first one fills the system's caches
        points = {record.student: record.points for record in records.read_all(folder / "grades-1")}
        rows = [("workbook grade", f"{ours:.2f}", "")]
        bars = []
        for name, least, (seconds, theirs) in (
            ("nbgrader", 20, by_nbgrader(folder)),
            ("otter", 40, by_otter(folder, options.peers)),
        ):
            alike = sum(theirs.get(student) == points[student] for student in points)
            rows.append((name, f"{seconds:.1f}", f"{alike} of {len(points)}") if theirs else (name, "-", "-"))
            bars += [(name, seconds, least, alike)] if theirs else []
        print(machine.table(["", "seconds", "points as ours"], rows), "\n")
        for name, seconds, least, alike in bars:
            bar(f"{name} to workbook grade", seconds / ours, least, at_most=False)
            print(f"{'met    ' if alike == len(points) else 'NOT MET'}  {name}'s points are ours")


def timed(command: list[str], env: dict[str, str] | None = None, folder: Path | None = None) -> float:
    """Run a command, and the seconds that it took; nothing looks on, which would take its part of a core."""
    started = time.perf_counter()
    done = subprocess.run(
        command, env={**os.environ, **(env or {})}, cwd=folder, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - started


def graded(submitted: Path, grades: Path) -> float:
    """Run `workbook grade` into a new folder."""
    return timed([sys.executable, "-m", "workbook", "grade", str(submitted), "-o", str(grades), "--seed", "1"])


def by_nbgrader(folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds of `nbgrader autograde`, and each student's points."""
    from nbgrader.api import Gradebook

    command = [sys.executable, "-m", "nbgrader", "autograde", f"--course={folder}", LATEST]
    seconds = timed(command, {"PYTHONPATH": str(folder), "WORKBOOK_MY": str(folder / "my")}, folder)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "elt-workbook") as book:
        found = book.assignment_submissions(LATEST)
        return seconds, {each.student.id: each.score for each in found}


def by_otter(folder: Path, peers: Path | None) -> tuple[float, dict[str, float]]:
    """Seconds of one `otter run` a submission, and each student's points; none where it isn't installed."""
    from workbook.exercises import registry

    program = (peers or Path("peers-not-given")) / "otter" / "bin" / "otter"
    if not program.exists():
        return 0.0, {}
    for exercise in registry.load(LATEST).exercises.values():
        path = folder / "otter" / "tests" / f"{exercise.id}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(OTTER_TEST.format(id=exercise.id, points=exercise.points), encoding="utf-8")
    env = {"PYTHONPATH": str(folder), "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    tests, package = folder / "otter" / "tests", folder / "otter" / "autograder.zip"
    plain = ["--no-config", "--no-requirements", "--no-environment"]
    timed([str(program), "generate", "-t", str(tests), "-o", str(package), *plain], env)
    seconds, points = 0.0, {}
    for path in sorted((folder / "submitted").glob(f"*/{LATEST}/*.ipynb")):
        notebook, student = json.loads(path.read_text(encoding="utf-8")), path.parent.parent.name
        notebook["cells"] = [each for each in notebook["cells"] if not each.get("id", "").startswith("check-")]
        out = folder / "otter" / student
        out.mkdir()
        (out / path.name).write_text(json.dumps(notebook), encoding="utf-8")
        command = [str(program), "run", "--no-logo", "-a", str(package), "-o", str(out), str(out / path.name)]
        seconds += timed(command, env)
        said = json.loads((out / "results.json").read_text(encoding="utf-8"))
        points[student] = sum(test.get("score", 0) for test in said["tests"])
    return seconds, points


def whole_class(options) -> None:
    """Submissions of six lessons: minutes, and the memory of grading and of the servers as time goes on."""
    from workbook.exercises import registry

    students = options.students or 300
    lessons = registry.names()[:SIX]
    with tempfile.TemporaryDirectory(prefix="class") as folder:
        for lesson in lessons:
            hand_in(Path(folder) / "submitted", lesson, students)
        with Memory() as memory:
            seconds = graded(Path(folder) / "submitted", Path(folder) / "grades")
        quarters = [f"{size:.0f}" for size in memory.quarters()]
        columns = ["students", "lessons", "minutes", *(f"MB, quarter {n}" for n in (1, 2, 3, 4)), "MB, largest"]
        row = (students, len(lessons), f"{seconds / 60:.2f}", *quarters, f"{max(memory.sizes):.0f}")
        print(machine.table(columns, [row]), "\n")
        bar("minutes for this many, to 10", seconds / 600, 1)
        bar("memory of the last quarter to the second", memory.quarters()[3] / memory.quarters()[1], 1.15)


class Memory:
    """The memory of all processes below this one and of the servers, in MB, looked at each ten seconds.

    Of pages that several processes share, each is counted with its part (PSS).
    """

    def __init__(self) -> None:
        self.sizes: list[float] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def quarters(self) -> list[float]:
        """The median of each quarter of the time."""
        size = len(self.sizes) / 4
        return [statistics.median(self.sizes[int(n * size) : int((n + 1) * size) or 1]) for n in range(4)]

    def _watch(self) -> None:
        from workbook import servers

        roots = [psutil.Process(), *(psutil.Process(server.pid) for server in servers.status())]
        while True:
            found = {each.pid: each for root in roots for each in (root, *root.children(recursive=True))}
            self.sizes.append(sum(map(_own_part, found.values())) / 1e6)
            if self._ended.wait(EVERY_SECONDS):
                return


def _own_part(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):  # it ended meanwhile
        return process.memory_full_info().pss
    return 0


PARTS = {"lesson": one_lesson, "class": whole_class}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=PARTS)
    parser.add_argument("--students", type=int, help="20, and 300 for a class, without it")
    parser.add_argument("--peers", type=Path, help="the folder of bench/peers.py")
    parser.add_argument("--times", type=int, default=3, help="runs of ours that are counted")
    options = parser.parse_args()
    print(machine.describe())
    for part in options.parts:
        print(f"\n{part}: {PARTS[part].__doc__}\n")
        with own_servers():
            PARTS[part](options)


if __name__ == "__main__":
    main()
