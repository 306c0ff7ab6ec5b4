"""A class of hostile and odd submissions beside honest ones, graded again and again: nobody else pays for any.

    .venv/bin/python bench/hostile.py               # all kinds, 10 runs
    .venv/bin/python bench/hostile.py --quick       # without those that wait for a limit of time
    .venv/bin/python bench/hostile.py --times 1 --kinds pipe loops

The kinds are those of tests/grading/hostile_class.py. After each run: the honest ones have the grades that they
have alone; no process, file, role, large object, setting or bucket is left; no value of the hidden rows is in what
was written or printed, and no character that acts on a terminal.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import machine
import psutil
from benchmark_servers import own_servers

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.grading import hostile_class

SEED = 20
AT_REST_SECONDS = 5.0  # for sessions of ended processes to be gone
LEFT = {
    "large objects": "SELECT count(*) FROM pg_largeobject_metadata",
    "schemas": "SELECT count(*) FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|public$)'",
    "extensions and the like": "SELECT (SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql')"
    " + (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_default_acl)",
    "settings of roles": "SELECT count(*) FROM pg_db_role_setting WHERE setrole <> 0",
}


@dataclass
class Run:
    """What one grading did: seconds, what it printed, each record by student and lesson, and what it left."""

    seconds: float
    printed: str
    verdicts: dict[tuple[str, str], list[tuple[str, float]]]
    left: list[str]
    told: list[str]


def graded(submitted: Path, folder: Path) -> Run:
    """Grade into `folder`, and look at all that is left."""
    grades, temporary = folder / "grades", folder / "tmp"
    temporary.mkdir(parents=True)
    names, buckets = _names(), _buckets()
    before = {each.pid for each in psutil.process_iter()}
    began = time.perf_counter()
    command = [sys.executable, "-m", "workbook", "grade", str(submitted), "-o", str(grades), "--seed", str(SEED)]
    done = subprocess.run(
        command, env={**os.environ, "TMPDIR": str(temporary)}, capture_output=True, encoding="utf-8", check=False
    )
    seconds = time.perf_counter() - began
    printed = done.stdout + done.stderr
    left = [f"exit code {done.returncode}: {printed[-500:]}"] if done.returncode else []
    left += [f"temporary file {each.name}" for each in temporary.iterdir()]
    left += [f"process {each}" for each in _processes(before)]
    left += [f"bucket {each}" for each in _buckets() - buckets]
    left += [f"role or database {each}" for each in _names() - names if not each.startswith(("check_", "graded_"))]
    left += _left_in_databases()
    return Run(seconds, printed, _verdicts(grades), left, hostile_class.told(grades, printed, SEED))


def _processes(before: set[int]) -> list[str]:
    """New processes of this clone's programs, and of forks of theirs."""
    from workbook import paths

    until = time.monotonic() + AT_REST_SECONDS
    while True:
        found = []
        for each in psutil.process_iter(["pid", "name", "cmdline"]):
            ours = any(str(paths.CLONE) in word for word in each.info["cmdline"] or ())
            if ours and each.pid not in before:
                found.append(f"{each.pid} {each.info['name']}")
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.2)


def _administrator(database: str | None = None):
    from workbook import servers
    from workbook.databases import connections

    return contextlib.closing(connections.warehouse_administrator(servers.ensure(), database))


def _asked(query: str, database: str | None = None) -> list[tuple]:
    with _administrator(database) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _names() -> set[str]:
    return {name for (name,) in _asked("SELECT rolname FROM pg_roles UNION SELECT datname FROM pg_database")}


def _buckets() -> set[str]:
    from workbook import servers

    folder = servers.ensure().store.folder
    return {each.name for each in folder.iterdir()} if folder else set()


def _left_in_databases() -> list[str]:
    found = []
    for (database,) in _asked("SELECT datname FROM pg_database WHERE datname ~ '^(check|graded)_'"):
        for what, query in LEFT.items():
            ((count,),) = _asked(query, database)
            # The last holder's tables stay in `public` until the next one; nothing else does.
            if count and not (what != "settings of roles" and database.startswith("graded_")):
                found.append(f"{count} {what} in {database}")
    return found


def _verdicts(grades: Path) -> dict[tuple[str, str], list[tuple[str, float]]]:
    from workbook.grading import records

    return {
        (each.student, each.lesson): [(result.verdict, result.points) for result in each.results]
        for each in records.read_all(grades)
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="without the kinds that wait for a limit of time")
    parser.add_argument("--kinds", nargs="*", help="these alone")
    options = parser.parse_args()
    kinds = options.kinds or [
        each for each in hostile_class.KINDS if not (options.quick and each in hostile_class.SLOW)
    ]
    print(machine.describe())
    with own_servers(), tempfile.TemporaryDirectory(prefix="hostile") as base:
        folder = Path(base)
        hostile_class.write_class(folder / "alone", [])
        alone = graded(folder / "alone", folder / "of-alone").verdicts
        rows, problems = [], []
        for n in range(options.times):
            submitted = folder / f"submitted-{n}"
            hostile_class.write_class(submitted, kinds)
            run = graded(submitted, folder / f"run-{n}")
            same = sum(run.verdicts.get(key) == verdict for key, verdict in alone.items())
            rows.append((n + 1, f"{run.seconds:.0f}", f"{same} of {len(alone)}", len(run.left), len(run.told)))
            problems += [*run.left, *run.told]
            print(
                machine.table(["run", "seconds", "honest grades the same", "left", "told"], rows[-1:]), flush=True
            )
        print(f"{len(kinds)} kinds, {len(rows)} runs")
        for each in dict.fromkeys(problems):
            print(f"NOT MET  {each}")
        met = not problems and all(row[2] == f"{len(alone)} of {len(alone)}" for row in rows)
        print("met" if met else "NOT MET")
        raise SystemExit(not met)


if __name__ == "__main__":
    main()
