"""Everything that CI runs: `make test`; with a word a part of it.

    tools/test.py            all of it
    tools/test.py quick      what needs no server, and the lessons whose files are changed: `make quick`
    tools/test.py airflow    the tests of Airflow alone, all of them: `make test-airflow`
    tools/test.py mysql      the notebooks of lessons 00 to 11, and the answers to exercises that use the source,
                             on a MySQL of today, which is fetched: `make test-mysql`
    tools/test.py whole      what takes long, of which `make test` runs a sample: each lesson in Jupyter and in
                             grading, in all disguises; each answer to the slow exercises; each hostile cell

`make` sets up before it all that is tested, Airflow, dbt, Spark and JupyterHub too. What only root or a package of
the system can give (a browser, the Hub's proxy, accounts of its own) is skipped, with a line each; in CI that is
a failure.
Tests that are marked `whole` run with the last word alone.

The tests get a home of their own, a fresh temporary folder with servers that are started once and taken down
at the end, whatever happens: a learner's servers, data, bucket and progress are never touched.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mysql
import psutil

from workbook import servers
from workbook.engines.airflow import services, settings
from workbook.engines.spark import services as cluster
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import Exercise, fixtures_of
from workbook.notebook import lab
from workbook.paths import CLONE

GRACE = 30  # seconds that an interrupted part has to end its kernels and browsers
PYTHON = (sys.executable, "-m")
PYTEST = (
    *PYTHON, "pytest", "-q", "-rfEs", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder",
    "--nbval", "--nbval-sanitize-with", "tests/nbval-sanitize.cfg", "--nbval-cell-timeout", "120",
)  # fmt: skip


def program(name: str) -> str:
    """A command of the environment."""
    return str(Path(sys.executable).with_name(name))


STATIC = {
    "ruff check": (*PYTHON, "ruff", "check", "."),
    "ruff format": (*PYTHON, "ruff", "format", "--check", "."),
    "rooms": (program("lint-imports"),),
    "types": (*PYTHON, "mypy"),
}
PARTS = {
    **STATIC,
    # So that a call that only Linux has is an error, but where the code asks for the platform.
    "types, macOS": (*PYTHON, "mypy", "--platform", "darwin", "--cache-dir", ".mypy_cache/darwin"),
    "types, Windows": (*PYTHON, "mypy", "--platform", "win32", "--cache-dir", ".mypy_cache/win32"),
    "workbook build": (program("workbook"), "build", "--check"),
    "pytest": (*PYTEST, "-m", "not whole", "tests", "notebooks", "solutions"),
}
OF_ONE_CORE = [name for name in PARTS if name not in ("workbook build", "pytest")]
OF_AIRFLOW = ("notebooks/1[23458]-*", "solutions/1[23458]-*")
ANSWERS = "tests/lessons/test_answers.py"
BEFORE_AIRFLOW = ("notebooks/0*", "notebooks/1[01]*", "solutions/0*", "solutions/1[01]*")


def parts(word: str) -> dict[str, tuple[str, ...]]:
    """The commands to run, by name."""
    if word == "mysql":
        os.environ["PATH"] = os.pathsep.join([str(mysql.folder()), os.environ["PATH"]])
        ids = " or ".join(each.id for each in of_the_source())
        return {"pytest": (*PYTEST, "-m", "not whole", "-k", f"ipynb or {ids}", ANSWERS, *found(BEFORE_AIRFLOW))}
    if word == "airflow":
        return {"pytest": (*PYTEST, "tests/engines/airflow", *found(OF_AIRFLOW))}
    if word == "whole":
        return {"pytest": (*PYTEST, "--dist", "load", "-m", "whole", "tests")}
    return of_changes() if word == "quick" else PARTS


def found(globs: Sequence[str]) -> list[str]:
    """The built notebooks that these find."""
    return sorted(str(path.relative_to(CLONE)) for glob in globs for path in CLONE.glob(glob))


def of_the_source() -> list[Exercise]:
    """The exercises, but for DAG files, whose answers run beside tables of the source."""
    known = [exercise for name in registry.names() for exercise in registry.load(name).exercises.values()]
    return [each for each in known if each.kind != "dag" and any(it.source for it in fixtures_of(each))]


def of_changes() -> dict[str, tuple[str, ...]]:
    """The static parts, the tests that need no server, and what the lessons with changed files need."""
    found = {**STATIC, "pytest": (*PYTHON, "pytest", "-q", "-n", "2", "-m", "not servers and not slow", "tests")}
    lessons = changed_lessons()
    if lessons:
        numbers = [lesson[:2] for lesson in lessons]
        found["workbook build"] = (program("workbook"), "build", "--check", *numbers)
        ids = " or ".join(id for lesson in lessons for id in registry.load(lesson).exercises)
        globs = [glob for lesson in lessons for glob in (f"{lesson}.ipynb", f"{lesson}--*.ipynb")]
        notebooks = [f"notebooks/{path.name}" for glob in globs for path in (CLONE / "notebooks").glob(glob)]
        found["lessons"] = (*PYTEST, "-k", f"ipynb or {ids}", ANSWERS, *notebooks)
    return found


def changed_lessons() -> list[str]:
    """The names of the lessons with files that differ from the last commit, or that git does not know."""
    command = ["git", "status", "--porcelain", "--untracked-files=all", "--", "lessons"]
    done = subprocess.run(command, cwd=CLONE, capture_output=True, encoding="utf-8", check=True)
    paths = [line[3:].split(" -> ")[-1].strip('"') for line in done.stdout.splitlines()]
    names = {path.split("/")[1] for path in paths if path.count("/") > 1}
    return sorted(name for name in names if (CLONE / "lessons" / name).is_dir())


def separate(home: Path) -> None:
    """Point this process and its children at the tests' home, our own servers and no user's settings."""
    env = {name: value for name, value in lab.environment(home).items() if not name.startswith("WORKBOOK_")}
    if "WORKBOOK_CACHE" in os.environ:
        env["WORKBOOK_CACHE"] = os.environ["WORKBOOK_CACHE"]  # the tests only read it
    os.environ.clear()
    os.environ.update(env, WORKBOOK_HOME=str(home / "home"), WORKBOOK_MY=str(home / "my"))


def run_beside(commands: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[bool, float]]:
    """Run parts that take one core each, two at a time; whether each passed, and after how many seconds."""

    def one(name: str) -> tuple[bool, float]:
        started = time.monotonic()
        done = subprocess.run(
            commands[name], cwd=CLONE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        print(f"\n== {name}\n{done.stdout}", end="", flush=True)
        return done.returncode == 0, time.monotonic() - started

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(commands, pool.map(one, commands), strict=True))


def run(command: tuple[str, ...]) -> bool:
    """Run one part with this Python; true if it passed. Interrupted, it may end its own processes first."""
    process = subprocess.Popen(command, cwd=CLONE)
    try:
        return process.wait() == 0
    except BaseException:
        begun = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
        # A worker of pytest that goes on would start the servers anew, after they were removed.
        for each in begun:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        raise


def stop(number: int, _frame) -> None:
    sys.exit(128 + number)


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    word = "".join(sys.argv[1:])
    if word not in ("quick", "mysql", "whole") and not settings.is_installed():
        print("test: Airflow is not installed here: type `make test`, which sets it up.", file=sys.stderr)
        return 1
    home = Path(tempfile.mkdtemp(prefix="elt workbook 시험 ")).resolve()
    separate(home)
    try:
        commands = parts(word)
        if word != "quick" or "lessons" in commands:
            servers.up()
        results = run_beside({name: command for name, command in commands.items() if name in OF_ONE_CORE})
        for name in [each for each in commands if each not in results]:
            print(f"\n== {name}", flush=True)
            started = time.monotonic()
            results[name] = (run(commands[name]), time.monotonic() - started)
    except WorkbookError as error:
        print(f"test: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("test: stopped", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave servers behind
        services.down_all(lambda text: None)
        cluster.down(lambda text: None)
        servers.remove(lambda text: None)
        shutil.rmtree(home)
    print()
    for name, (passed, seconds) in results.items():
        print(f"{name:<16} {'passed' if passed else 'FAILED'} {seconds:6.1f} s")
    failed = sum(not passed for passed, _ in results.values())
    print(f"parts: {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
