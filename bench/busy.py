"""Whether a busy machine is held against answers: `.venv/bin/python bench/busy.py`.

Checks answer files of the lessons, drawn by a seed, while other processes want all of the machine: as many right
ones as wrong ones. A right one that is refused was blamed for the machine; so was a wrong one that is refused for
another reason than the one it expects. One that is not judged was not blamed. `busy.py 30 --busy 16 --seed 1`
takes a smaller sample.
"""

import argparse
import contextlib
import random
import subprocess
import sys
import time
from collections import Counter

import machine

SPIN = "while True: pass"
OUTCOMES = ("as it should", "blamed", "not judged")


def drawn(kind: str, count: int, seed: int, exercises: list[str]) -> list:
    """Answer files of one kind, "right" or "wrong", of these exercises, or of all that need no Airflow."""
    from workbook.exercises import answer_files, registry

    found = [f for name in registry.names() for f in answer_files.of_lesson(name)]
    found = [f for f in found if f.kind == kind and f.exercise.kind != "dag"]
    found = [f for f in found if not exercises or f.exercise.id in exercises]
    return random.Random(seed).sample(found, min(count, len(found)))


@contextlib.contextmanager
def busy(count: int):
    """While it lasts, so many processes do nothing but compute."""
    running = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(count)]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


def judged(found, context) -> str:
    """What became of one answer: "as it should", "blamed" or "not judged"; the last two are printed."""
    from workbook import checking
    from workbook.errors import WorkbookError

    try:
        verdict = checking.check(found.exercise, found.answer, context)
    except WorkbookError as error:
        print(f"  not judged: {found.path.name}: {error}")
        return "not judged"
    if verdict.passed == (found.kind == "right") and found.expects in str(verdict):
        return "as it should"
    print(f"  blamed: {found.path.name}\n{verdict}")
    return "blamed"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("count", type=int, nargs="?", default=150, help="answers of each kind, right and wrong")
    asked.add_argument("--busy", type=int, default=16, help="processes that compute meanwhile")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--exercise", action="append", default=[], help="its id; may come several times")
    given = asked.parse_args()
    from workbook import engines
    from workbook.checking.context import Context

    print(f"{machine.describe()}\n")
    rows = []
    for kind in ("right", "wrong"):
        answers = drawn(kind, given.count, given.seed, given.exercise)
        with contextlib.closing(Context(runners=engines.RUNNERS)) as context, busy(given.busy):
            began = time.perf_counter()
            counts = Counter(judged(found, context) for found in answers)
        took = f"{time.perf_counter() - began:.0f} s"
        rows.append(
            (kind, len(answers), *(counts[each] for each in ("as it should", "blamed", "not judged")), took)
        )
    print(machine.table(["answers", "of", *OUTCOMES, "took"], rows))


if __name__ == "__main__":
    main()
