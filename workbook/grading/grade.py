"""Grades all submissions of a folder, on all cores, and writes down what they got; goes on where it stopped."""

import contextlib
import hashlib
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import filelock

from workbook import paths, servers
from workbook.databases import progress_bar
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.verdicts import RULES_VERSION
from workbook.grading import judge, records, submissions
from workbook.grading.pool import Job, Pool
from workbook.grading.records import Record, Result
from workbook.grading.submissions import Submission, Unreadable
from workbook.servers import processes

SEED_FILE = "seed.txt"
GONE = 10  # names of records whose submissions are gone, in a sentence

Key = tuple[Submission, str]  # of a job, with the submission's digest


@dataclass(frozen=True)
class Graded:
    """What one call did: records made and records that stood already, in order, and the seconds that it took."""

    made: int
    kept: int
    seed: int
    seconds: float
    records: list[Record]
    remarks: list[str]


def grade(
    submitted: Path,
    grades: Path,
    seed: int | None = None,
    jobs: int | None = None,
    report: Callable[[str], None] = print,
) -> Graded:
    """Grade what is in `submitted` (STUDENT/LESSON/*.ipynb) and write records and grades.csv to `grades`.

    Hidden rows are made from `seed`; without one it is the seed of an earlier run into `grades`, or a new one that
    is kept there. A record of the same submission, checks and seed is not made again. `jobs` is the number of
    processes, by default one a core. Raises WorkbookError; KeyboardInterrupt at Ctrl-C, and at SIGTERM too: then
    the records that are there stay, and no process is left.
    """
    started = time.perf_counter()
    if jobs is not None and jobs < 1:
        raise WorkbookError(f"--jobs is the number of processes, 1 or more, not {jobs}.")
    found, remarks = submissions.find(submitted, registry.names())
    remarks += _gone(found, grades)
    for text in remarks:
        report(text)
    try:
        grades.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(grades / ".lock", timeout=0), _ended_in_order():
            seed = _seed(grades, seed)
            made, kept = _grade_all(found, grades, seed, jobs or processes.cores())
            written = records.read_all(grades)
            records.write_csv(grades / "grades.csv", written)
    except filelock.Timeout:
        raise WorkbookError(
            f"Another grading writes to {grades}: wait for its end, or name another folder."
        ) from None
    except KeyboardInterrupt:
        report("Stopped. What is graded is kept: the same command goes on behind it.")
        raise
    except OSError as error:
        raise WorkbookError(f"{error.filename or grades} can't be written: {error.strerror}.") from None
    return Graded(made, kept, seed, time.perf_counter() - started, written, remarks)


def _gone(found: list[Submission], grades: Path) -> list[str]:
    """A sentence on records whose submissions are no longer there. They may be of another folder, so they stay."""
    there = {records.path_of(grades, each.student, each.lesson) for each in found}
    left = sorted(set(records.paths(grades)) - there)
    if not left:
        return []
    named = ", ".join(f"{path.parent.name}/{path.name}" for path in left[:GONE]) + (", …" if left[GONE:] else "")
    says = f"{len(left)} records in {grades / 'records'} are of notebooks that are not in the folder any more"
    return [f"{says}, and still count: {named}. Delete those of students who left, and grade again."]


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """While it lasts, SIGTERM is as Ctrl-C: by itself it would leave the workers running."""

    def interrupt(*given: object) -> None:
        raise KeyboardInterrupt

    earlier = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _seed(grades: Path, given: int | None) -> int:
    file = grades / SEED_FILE
    if given is None and file.exists():
        try:
            return int(file.read_text(encoding="utf-8"))
        except ValueError:
            raise WorkbookError(f"{file} should hold a whole number: write it anew, or use --seed.") from None
    seed = secrets.randbelow(10**9) if given is None else given
    file.write_text(f"{seed}\n", encoding="utf-8")
    return seed


def _grade_all(found: list[Submission], grades: Path, seed: int, jobs: int) -> tuple[int, int]:
    """Make the records that are not there yet; how many were made, and how many stood."""
    waiting: list[Job[Key]] = []
    unreadable: list[Job[Key]] = []
    kept = 0
    for submission in found:
        try:
            data, remarks = submissions.fetch(submission)
            refused = ""
        except Unreadable as error:
            data, remarks, refused = b"", [], str(error)
        digest = _digest(submission.lesson, seed, data, remarks, refused)
        if _stands(grades, submission, digest):
            kept += 1
        elif refused:
            unreadable.append(Job((submission, digest), submission.lesson, data, refused=refused))
        else:
            waiting.append(Job((submission, digest), submission.lesson, data, remarks=remarks))
    for job in unreadable:
        records.write(grades, _record(job))
    if waiting:
        waiting.sort(key=lambda job: job.lesson)  # a worker is given several of a lesson at once
        servers.ensure()
        with (
            progress_bar.bar("notebooks", len(waiting)) as step,
            Pool(min(jobs, len(waiting)), seed, _stopped) as pool,
        ):
            for job in pool.run(waiting):
                records.write(grades, _record(job))
                step()
                job.data, job.results = b"", []  # what is written need not be held
    return len(unreadable) + len(waiting), kept


def _stands(grades: Path, submission: Submission, digest: str) -> bool:
    try:
        record = records.read(records.path_of(grades, submission.student, submission.lesson))
        return record.digest == digest and not any(result.again for result in record.results)
    except (OSError, ValueError):
        return False


def _digest(lesson: str, seed: int, data: bytes, remarks: list[str], refused: str) -> str:
    parts = [_fingerprint(lesson), str(seed).encode(), data, *(text.encode() for text in [*remarks, refused])]
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


@cache
def _fingerprint(lesson: str) -> bytes:
    """What the grade of a submission hangs on besides itself: this package, the lesson's checks, their data."""
    package = Path(__file__).resolve().parent.parent
    files = [
        *package.rglob("*.py"),
        *(paths.LESSONS / lesson).glob("*.py"),
        *filter(Path.is_file, paths.DATA.iterdir()),
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def _record(job: Job[Key]) -> Record:
    submission, digest = job.key
    order = registry.load(submission.lesson).exercises
    by_id = {result.exercise: result for result in job.results}
    results = [by_id.get(each.id) or judge.missing(each, job.refused) for each in order.values()]
    remarks = [*job.remarks, *([job.refused[:1].upper() + job.refused[1:]] if job.refused else [])]
    return Record(submission.student, submission.lesson, digest, results, remarks, RULES_VERSION)


def _stopped(lesson: str, exercise: str, reason: str) -> Result:
    return judge.stopped(registry.load(lesson).exercises[exercise], reason)


def summary(graded: Graded, limits: list[str]) -> str:
    """A few lines on what was done; `limits` are sentences on what this machine could not give."""
    lines = [
        f"{graded.made} notebooks graded, {graded.kept} stood already; {graded.seconds:.1f} s, seed {graded.seed}."
    ]
    for lesson in sorted({record.lesson for record in graded.records}):
        own = [record for record in graded.records if record.lesson == lesson]
        points, most = sum(record.points for record in own), sum(record.max_points for record in own)
        ungraded = [result.reason for record in own for result in record.results if not result.graded]
        stopped = sum(result.verdict == "stopped" for record in own for result in record.results)
        lines.append(
            f"  {lesson}: {len(own)} students, {points:g} of {most:g} points"
            + (f", {stopped} answers stopped" if stopped else "")
            + (f"; {len(ungraded)} answers {ungraded[0]}" if ungraded else "")
        )
    return "\n".join([*lines, *limits])
