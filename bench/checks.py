"""How long a notebook's opening and a check take: `.venv/bin/python bench/checks.py`.

The opening is measured in new kernels with the servers up and the notebook's databases made, once before. A check
is measured for every right answer of every lesson, with all its rules, in a process that has checked before. The
idle memory is that of the three servers and all their processes, each shared page counted once (PSS).
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import machine
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


def checks() -> dict[str, list[float]]:
    """Seconds of each check of a right answer, by kind of exercise."""
    from workbook import checking, engines
    from workbook.checking.context import Context
    from workbook.exercises import answer_files, registry

    found = defaultdict(list)
    with contextlib.closing(Context(dag_runner=engines.dag_runner)) as context:
        for right in [f for name in registry.names() for f in answer_files.of_lesson(name) if f.kind == "right"]:
            if right.exercise.kind == "predict":
                continue
            assert checking.check(right.exercise, right.answer, context).passed, right.path
            for _ in range(CHECKS):
                started = time.perf_counter()
                checking.check(right.exercise, right.answer, context)
                found[right.exercise.kind].append(time.perf_counter() - started)
    return found


def idle_memory() -> float:
    """MiB of the three servers, a while after their last work. Raises ProcessLookupError if one is not up."""
    from workbook import servers

    pids = [status.pid for status in servers.status()]
    processes = [psutil.Process(pid) for pid in pids]
    processes += [child for process in processes for child in process.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in processes) / 2**20


def main() -> None:
    print(f"{machine.describe()}\n")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(WORKBOOK_HOME=str(Path(folder) / "home"), WORKBOOK_MY=str(Path(folder) / "my"))
        from workbook import servers

        servers.up()
        try:
            loaded, opened = opening("04-keeping-the-latest")
            _, largest = opening("00-start-here")
            time.sleep(5)
            rows = [
                ("idle memory of the three servers", f"{idle_memory():.0f} MB", "", "≤ 250 MB"),
                ("%load_ext workbook, median", f"{loaded:.2f} s", "", "≤ 1.0 s"),
                ('… and lesson("04-keeping-the-latest")', f"{opened:.2f} s", "", "≤ 1.0 s"),
                ('… and lesson("00-start-here"): 300,000 rows', f"{largest:.2f} s", "", ""),
            ]
            bars = {"sql": "≤ 50 ms, ≤ 150 ms", "py": "≤ 0.5 s, ≤ 1.5 s"}
            for kind, times in checks().items():
                name = f"check of a {kind} answer, median and worst of {len(times)}"
                median, worst = statistics.median(times) * 1000, max(times) * 1000
                rows.append((name, f"{median:.0f} ms", f"{worst:.0f} ms", bars[kind]))
        finally:
            servers.remove(lambda text: None)
    print(machine.table(["what", "measured", "worst", "bar"], rows))


if __name__ == "__main__":
    main()
