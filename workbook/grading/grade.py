"""Grades all submissions of a folder, on all cores, and writes down what they got; goes on where it stopped."""

import contextlib
import hashlib
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import filelock

from workbook import paths, servers
from workbook.databases import progress_bar
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.verdicts import RULES_VERSION
from workbook.grading import file_answers, records, submissions, worker
from workbook.grading.pool import Job, Pool
from workbook.grading.records import Record, Result
from workbook.grading.results import missing, stopped, unjudged
from workbook.grading.shards import Shard
from workbook.grading.submissions import Fetched, Submission, Unreadable
from workbook.servers import processes

SEED_FILE = "seed.txt"
OTHERS_MAY = 0o077  # what the mode of a file gives to others than its owner
CHOICES = 20  # sentences on which file was graded, in a summary
GONE = 10  # names of records whose submissions are gone, in a sentence

Key = tuple[Submission, str]  # of a job, with the submission's digest


@dataclass(frozen=True)
class Graded:
    """What one call did: records made and records that stood already, in order, and the seconds that it took.

    `choices` say which file of a submission was graded, where that was not plain.
    """

    made: int
    kept: int
    seed: int
    seconds: float
    records: list[Record]
    remarks: list[str]
    choices: Sequence[str] = ()


def grade(
    submitted: Path,
    grades: Path,
    seed: int | None = None,
    jobs: int | None = None,
    report: Callable[[str], None] = print,
    shard: Shard | None = None,
) -> Graded:
    """Grade what is in `submitted` (STUDENT/LESSON/*.ipynb), or a part of it, and write records to `grades`.

    Hidden rows are made from `seed`; without one it is the seed of an earlier run into `grades`, or a new one that
    is kept there. A record of the same submission, checks and seed is not made again. `jobs` is the number of
    processes, by default one a core. Raises WorkbookError; KeyboardInterrupt at Ctrl-C, and at SIGTERM too: then
    the records that are there stay, and no process is left.
    """
    started = time.perf_counter()
    if jobs is not None and jobs < 1:
        raise WorkbookError(f"--jobs is the number of processes, 1 or more, not {jobs}.")
    if shard and seed is None and not (grades / SEED_FILE).exists():
        raise WorkbookError("--shard needs --seed N, the same number for all parts.")
    found, remarks = submissions.find(submitted, registry.names())
    remarks += _gone(found, grades) + file_answers.announced({submission.lesson for submission in found})
    for text in remarks:
        report(text)
    if shard:
        found = list(filter(shard.has, found))
    try:
        grades.mkdir(parents=True, exist_ok=True)
        if grades.stat().st_mode & OTHERS_MAY:
            grades.chmod(0o700)  # seed, grades and names are the teacher's alone
        with _alone(grades, shard), _ended_in_order():
            seed = _seed(grades, seed)
            made, kept, choices = _grade_all(found, grades, seed, jobs or processes.cores())
            written = records.read_all(grades)
    except filelock.Timeout:
        raise WorkbookError(
            f"Another grading writes to {grades}: wait for its end, or name another folder."
        ) from None
    except KeyboardInterrupt:
        report("Stopped. What is graded is kept: the same command goes on behind it.")
        raise
    except OSError as error:
        raise WorkbookError(f"{error.filename or grades} can't be written: {error.strerror}.") from None
    return Graded(made, kept, seed, time.perf_counter() - started, written, remarks, choices)


@contextlib.contextmanager
def _alone(grades: Path, shard: Shard | None) -> Iterator[None]:
    """While it lasts, nobody else grades this part into `grades`; and if it is the whole, nobody any part."""
    parts = sorted(path.name for path in grades.glob(".lock-*"))
    with contextlib.ExitStack() as stack:
        for name in [shard.lock] if shard else [".lock", *parts]:
            stack.enter_context(filelock.FileLock(grades / name, timeout=0))
        yield


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
    if not file.exists() or file.read_text(encoding="utf-8") != f"{seed}\n":
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            file.chmod(0o600)
            out.write(f"{seed}\n")
    return seed


def _grade_all(found: list[Submission], grades: Path, seed: int, jobs: int) -> tuple[int, int, list[str]]:
    """Make the records that are not there yet; how many were made, how many stood, and which files were taken."""
    waiting: list[Job[Key]] = []
    unreadable: list[Job[Key]] = []
    kept, choices = 0, []
    for submission in found:
        try:
            fetched, refused = submissions.fetch(submission), ""
        except Unreadable as error:
            fetched, refused = Fetched(b""), str(error)
        if fetched.choice:
            choices.append(f"{submission.student}/{submission.lesson}: {fetched.choice}")
        digest = _digest(submission.lesson, seed, fetched, refused)
        if _stands(grades, submission, digest):
            kept += 1
        elif refused:
            unreadable.append(Job((submission, digest), submission.lesson, b"", refused=refused))
        else:
            key, remarks = (submission, digest), [*fetched.remarks]
            waiting.append(Job(key, submission.lesson, fetched.data, fetched.files, remarks=remarks))
    for job in unreadable:
        records.write(grades, _record(job))
    if waiting:
        waiting.sort(key=lambda job: job.lesson)  # a worker is given several of a lesson at once
        servers.ensure()
        again: list[Job[Key]] = []
        with (
            progress_bar.bar("notebooks", len(waiting)) as step,
            Pool(min(jobs, len(waiting)), seed, _unjudged) as pool,
        ):
            for job in pool.run(waiting):
                records.write(grades, _record(job))
                step()
                if any(result.again for result in job.results):
                    again.append(_without_unjudged(job))
                job.data, job.results = b"", []  # what is written need not be held
        _try_again(again, grades, seed)
    return len(unreadable) + len(waiting), kept, choices


def _without_unjudged(job: Job[Key]) -> Job[Key]:
    """The same notebook, to be read anew, with the results that stand."""
    stand = [result for result in job.results if not result.again]
    return Job(job.key, job.lesson, b"", job.files, stand, list(job.remarks))


def _try_again(jobs: list[Job[Key]], grades: Path, seed: int) -> None:
    """Judge once more what could not be judged, one notebook at a time, with nothing of ours beside it.

    An answer that ends its process here, too, does so itself.
    """
    waiting = []
    for job in jobs:
        submission, _ = job.key
        with contextlib.suppress(Unreadable):  # it has changed since: the next grading looks at it
            job.data = submissions.fetch(submission).data
            waiting.append(job)
    if waiting:
        servers.ensure()
        alone = partial(worker.serve, alone=True)
        with progress_bar.bar("once more", len(waiting)) as step, Pool(1, seed, _stopped, alone) as pool:
            for job in pool.run(waiting):
                records.write(grades, _record(job))
                step()


def _stands(grades: Path, submission: Submission, digest: str) -> bool:
    try:
        record = records.read(records.path_of(grades, submission.student, submission.lesson))
    except (OSError, ValueError):
        return False
    if record.digest != digest or any(result.again for result in record.results):
        return False
    handed_in = submissions.handed_in(submission)
    if record.handed_in != handed_in:  # the same notebook once more
        records.write(grades, replace(record, handed_in=handed_in))
    return True


def _digest(lesson: str, seed: int, fetched: Fetched, refused: str) -> str:
    parts = [_fingerprint(lesson), str(seed).encode(), fetched.data]
    for name, path in fetched.files.items():
        with path.open("rb") as file:
            parts += [name.encode("utf-8", "surrogateescape"), hashlib.file_digest(file, "sha256").digest()]
    parts += [text.encode() for text in [*fetched.remarks, refused]]
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
    # What was not graded for want of a system is graded when there is one.
    digest.update("".join(file_answers.announced({lesson})).encode())
    return digest.digest()


def _record(job: Job[Key]) -> Record:
    submission, digest = job.key
    order = registry.load(submission.lesson).exercises
    by_id = {result.exercise: result for result in job.results}
    results = [by_id.get(each.id) or missing(each, job.refused) for each in order.values()]
    remarks = [*job.remarks, *([job.refused[:1].upper() + job.refused[1:]] if job.refused else [])]
    handed_in = submissions.handed_in(submission)
    return Record(submission.student, submission.lesson, digest, results, remarks, RULES_VERSION, handed_in)


def _stopped(lesson: str, exercise: str, reason: str) -> Result:
    return stopped(registry.load(lesson).exercises[exercise], reason)


def _unjudged(lesson: str, exercise: str, reason: str) -> Result:
    return unjudged(registry.load(lesson).exercises[exercise], reason)


def summary(graded: Graded, limits: list[str]) -> str:
    """A few lines on what was done; `limits` are sentences on what this machine could not give."""
    lines = [
        f"{graded.made} notebooks graded, {graded.kept} stood already; {graded.seconds:.1f} s, seed {graded.seed}."
    ]
    for lesson in sorted({record.lesson for record in graded.records}):
        everybody = [record for record in graded.records if record.lesson == lesson]
        own = [record for record in everybody if not record.absent]
        points, most = sum(record.points for record in own), sum(record.max_points for record in own)
        results = [result for record in own for result in record.results]
        ended = sum(result.verdict == "stopped" for result in results)
        by_hand = [result.reason for result in results if not result.graded and not result.again]
        again = [result.reason for result in results if result.again]
        late = sum(bool(record.late) for record in own)
        lines.append(
            f"  {lesson}: {len(own)} students, {points:g} of {most:g} points"
            + (f", {late} late" if late else "")
            + (f", {len(everybody) - len(own)} handed in nothing" if everybody[len(own) :] else "")
            + (f", {ended} answers stopped" if ended else "")
            + (f"; {len(by_hand)} answers {by_hand[0]}" if by_hand else "")
            + (f"; {len(again)} answers not judged, tried again next time: {again[0]}" if again else "")
        )
    lines += [f"  {choice}" for choice in graded.choices[:CHOICES]]
    if more := graded.choices[CHOICES:]:
        lines.append(f"  Of {len(more)} more submissions the page says which file was graded.")
    return "\n".join([*lines, *limits])
