"""Grading of made-up classes, beside nbgrader's own.

    .venv/bin/python bench/grading.py nbgrader            # 20 submissions of lesson 04, and each point compared
    .venv/bin/python bench/grading.py class               # 300 submissions of six lessons

Submissions are the exercises with the lessons' own right and wrong answers, drawn by a seed. Times are those of
the whole command, its start included; the servers are up.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import machine
from ground import Ground, own_servers
from pipelines import bar

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "classroom"))

LATEST = "04-keeping-the-latest"
SIX = 6  # lessons of a class: the first ones
SEED = 20
WRONG_SHARE = 0.3


def answers(lesson: str) -> dict[str, dict[str, list[str]]]:
    """The texts of a lesson's right and wrong answers, by exercise."""
    from workbook import answer_files, exercises

    found = {key: {"right": [], "wrong": []} for key in exercises.load(lesson).exercises}
    for file in answer_files.of_lesson(lesson):
        text = file.path.read_text(encoding="utf-8")
        name = file.exercise.id.replace("-", "_")
        found[file.exercise.id][file.kind].append(f"{name} = {text}" if file.exercise.kind == "predict" else text)
    return found


def submissions(lesson: str, students: int) -> Iterator[tuple[str, str]]:
    """The name and the notebook's text of each student, the same for the same numbers."""
    from workbook.build.files import LessonFiles

    chance, known = random.Random(f"{SEED} {lesson}"), answers(lesson)
    release = LessonFiles(lesson).release.read_text(encoding="utf-8")
    for number in range(students):
        notebook = json.loads(release)
        for cell in notebook["cells"]:
            if cell.get("id") in known:
                first = "".join(cell["source"]).split("\n")[0]
                kind = "wrong" if chance.random() < WRONG_SHARE else "right"
                text = chance.choice(known[cell["id"]][kind])
                cell["source"] = f"{first}\n{text}" if first.startswith("%%sql") else text
        yield f"student-{number:03}", json.dumps(notebook)


def hand_in(submitted: Path, lesson: str, students: int) -> None:
    """Write submissions as nbgrader's exchange lays them."""
    for student, text in submissions(lesson, students):
        path = submitted / student / lesson / f"{lesson[3:]}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")


def in_course(folder: Path, *words: str) -> None:
    """Run `nbgrader …` in a course folder."""
    from course import nbgrader

    nbgrader(folder, *words)


@contextmanager
def course() -> Iterator[Path]:
    """A copy of the course folder, with nbgrader's entries of lesson 04."""
    from course import copy_of_the_course

    with tempfile.TemporaryDirectory(prefix="course") as folder:
        copy = copy_of_the_course(Path(folder) / "course")
        in_course(copy, "generate_assignment", "--force", LATEST)
        yield copy


def beside_nbgrader(ground: Ground, options) -> None:
    """The same submissions of lesson 04 by `nbgrader autograde` and by `workbook grade`."""
    import nbgrader as peer
    from nbgrader.api import Gradebook

    from workbook.grading import records

    command = [sys.executable, "-m", "workbook", "grade"]
    with course() as folder:
        hand_in(folder / "submitted", LATEST, options.students or 20)
        grades, seconds = folder / "grades", []
        for turn in range(options.times + 1):
            done = ground.run([*command, str(folder / "submitted"), "-o", f"{grades}-{turn}", "--seed", "1"])
            seconds += [done.seconds] if turn else []
        ours = sorted(seconds)[len(seconds) // 2]
        started = time.perf_counter()
        in_course(folder, "autograde", LATEST)
        theirs = time.perf_counter() - started
        rows = [("workbook grade", f"{ours:.1f}"), (f"nbgrader {peer.__version__} autograde", f"{theirs:.1f}")]
        print(machine.table(["", "seconds"], rows), "\n")
        bar("nbgrader to workbook grade", theirs / ours, 20, at_most=False)
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "elt-workbook") as book:
            found = records.read_all(Path(f"{grades}-0"))
            other = [r.student for r in found if book.find_submission(r.lesson, r.student).score != r.points]
        print(f"{'NOT MET' if other else 'met    '}  points alike: {len(found) - len(other)} of {len(found)}")


def whole_class(ground: Ground, options) -> None:
    """Submissions of six lessons: minutes, and the largest memory of grading."""
    from workbook import exercises

    students = options.students or 300
    lessons = exercises.names()[:SIX]
    with tempfile.TemporaryDirectory(prefix="class") as folder:
        for lesson in lessons:
            hand_in(Path(folder) / "submitted", lesson, students)
        command = [sys.executable, "-m", "workbook", "grade", f"{folder}/submitted", "-o", f"{folder}/grades"]
        rows = []
        done = ground.run([*command, "--seed", "1"])
        rows.append((students, len(lessons), f"{done.seconds / 60:.1f}", f"{done.memory:.0f}"))
        print(machine.table(["students", "lessons", "minutes", "memory, MB"], rows), "\n")
        bar("minutes, for this many, to 10", done.seconds / 600, 1)


PARTS = {"nbgrader": beside_nbgrader, "class": whole_class}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=PARTS)
    parser.add_argument("--students", type=int, help="20, and 300 for a class, without it")
    parser.add_argument("--times", type=int, default=3, help="runs of ours that are counted")
    options = parser.parse_args()
    print(machine.describe())
    for part in options.parts:
        print(f"\n{part}: {PARTS[part].__doc__}\n")
        with own_servers() as ground:
            PARTS[part](ground, options)


if __name__ == "__main__":
    main()
