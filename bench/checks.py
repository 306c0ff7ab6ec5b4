"""How long a notebook's opening and a check take: `.venv/bin/python bench/checks.py`.

The opening is measured in new kernels with the servers up and the notebook's databases made, once before. A check
is measured for every right answer of every lesson, with all its rules, as in a kernel that has checked it before;
of a function also on its small tables alone, with all faults. The idle memory is that of the three servers and all
their processes, each shared page counted once (PSS).

    sql py          checks of these kinds, and nothing else
    --times 3       each check so often, instead of seven times
"""

import argparse
import contextlib
import dataclasses
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

import machine
import nbformat
import psutil

KERNELS, CHECKS = 7, 7
OPENING = """
import time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
started = time.perf_counter()
shell.run_line_magic("load_ext", "workbook")
loaded = time.perf_counter() - started
shell.user_ns["lesson"](LESSON)
print("seconds", loaded, time.perf_counter() - started)
"""


def opening(lesson: str) -> tuple[float, float]:
    """Median seconds of `%load_ext workbook`, and of that and `lesson(…)`, in new kernels."""
    found = []
    for _ in range(KERNELS + 1):  # the first one makes the databases
        done = subprocess.run(
            [sys.executable, "-c", OPENING.replace("LESSON", repr(lesson))],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
        found.append([float(word) for word in done.stdout.split("seconds")[-1].split()])
    return tuple(statistics.median(times) for times in zip(*found[1:], strict=True))


def versions(exercise) -> dict:
    """The exercise as it is, and a function's also without its large tables, by what the measurement is called."""
    small = [each for each in getattr(exercise, "scenarios", ()) if not getattr(each, "large", False)]
    if exercise.kind != "py" or len(small) == len(exercise.scenarios):
        return {exercise.kind: exercise}
    return {
        "py, on small tables": dataclasses.replace(exercise, scenarios=small),
        "py, with the large one": exercise,
    }


def checks(kinds: Collection[str], repeat: int) -> dict[str, list[float]]:
    """Seconds of each check of a right answer, by kind of exercise."""
    from workbook import checking, engines
    from workbook.checking.context import Context
    from workbook.exercises import answer_files, registry

    found = defaultdict(list)
    with contextlib.closing(Context(runners=engines.RUNNERS, keep=12)) as context:
        for right in [f for name in registry.names() for f in answer_files.of_lesson(name) if f.kind == "right"]:
            if right.exercise.kind not in kinds:
                continue
            for name, exercise in versions(right.exercise).items():
                assert checking.check(exercise, right.answer, context).passed, right.path
                for _ in range(repeat):
                    started = time.perf_counter()
                    checking.check(exercise, right.answer, context)
                    found[name].append(time.perf_counter() - started)
    return found


def idle_memory() -> float:
    """MiB of the three servers, a while after their last work. Raises ProcessLookupError if one is not up."""
    from workbook import servers

    pids = [status.pid for status in servers.status()]
    processes = [psutil.Process(pid) for pid in pids]
    processes += [child for process in processes for child in process.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in processes) / 2**20


def redshift_command() -> float:
    """Median seconds of `workbook redshift` on a notebook of 40 SQL cells, Python's start included."""
    cells = [nbformat.v4.new_code_cell(f"%%sql warehouse\nSELECT string_agg(a, ',') FROM t{n}") for n in range(40)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mine.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), file)
        took = []
        for _ in range(KERNELS):
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", "workbook", "redshift", str(file)], stdout=subprocess.DEVNULL
            )
            took.append(time.perf_counter() - began)
            assert done.returncode == 1, "it names something"
    return statistics.median(took)


def openings() -> list[tuple]:
    """The rows of the table that are about servers and kernels."""
    loaded, opened = opening("04-keeping-the-latest")
    _, largest = opening("00-start-here")
    time.sleep(5)
    return [
        ("idle memory of the three servers", f"{idle_memory():.0f} MB", "", "≤ 250 MB"),
        ("%load_ext workbook, median", f"{loaded:.2f} s", "", "≤ 1.0 s"),
        ('… and lesson("04-keeping-the-latest")', f"{opened:.2f} s", "", "≤ 1.0 s"),
        ('… and lesson("00-start-here"): 300,000 rows', f"{largest:.2f} s", "", ""),
        ("workbook redshift, a notebook of 40 cells", f"{redshift_command():.2f} s", "", "≤ 0.5 s"),
    ]


BARS = {
    "sql": "≤ 25 ms",
    "py": "≤ 150 ms",
    "py, on small tables": "≤ 150 ms",
    "py, with the large one": "≤ 1.5 s",
    "dag": "",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kinds", nargs="*", help="measure these checks alone")
    parser.add_argument("--times", type=int, default=CHECKS, metavar="N", help="how often each check is made")
    options = parser.parse_args()
    print(f"{machine.describe()}\n")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(WORKBOOK_HOME=str(Path(folder) / "home"), WORKBOOK_MY=str(Path(folder) / "my"))
        from workbook import servers

        servers.up()
        try:
            rows = [] if options.kinds else openings()
            for kind, times in checks(options.kinds or ("sql", "py", "dag"), options.times).items():
                name = f"check of an answer: {kind}; median and worst of {len(times)}"
                median, worst = statistics.median(times) * 1000, max(times) * 1000
                rows.append((name, f"{median:.0f} ms", f"{worst:.0f} ms", BARS[kind]))
        finally:
            servers.remove(lambda text: None)
    print(machine.table(["what", "measured", "worst", "bar"], rows))


if __name__ == "__main__":
    main()
