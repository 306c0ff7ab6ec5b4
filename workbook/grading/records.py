"""What grading wrote down: one file a student and lesson, and grades.csv made of all of them.

    grades/records/LESSON/STUDENT.json      a Record
    grades/grades.csv                       a row a student and exercise

A record is written when it is complete, so grading that was stopped goes on where it was. Pages, the CSV and the
gradebook are made from records, and from what a teacher decided about the class (classrules/marks.py), alone.
"""

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from workbook.errors import WorkbookError
from workbook.grading import safe_text

# "passed"; "refused" by the check; "missing": no answer, or the untouched one; "stopped": it ended its process, or
# had to be ended, so there is no verdict; "ungraded": it can't be run here, so a person gives its points.
VERDICTS = ("passed", "refused", "missing", "stopped", "ungraded")
ABSENT = "not handed in"  # in the place of a verdict, for a lesson that a student of the roster has not handed in
COLUMNS = (
    "student", "lesson", "exercise", "points", "max_points", "verdict", "seconds", "reason", "rules",
    "handed_in", "late", "penalty", "by_hand", "comment",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What became of one answer.

    `reason` is one sentence ("" if it passed). `mistake` is the same for all students who made the same mistake,
    and holds nothing of this student's rows; "" if it passed or nothing is known. `lines` are those of the
    verdict, each {"ok": bool, "rule": str, "text": str, "evidence": [...]}, where a piece of evidence is a text
    or {"columns": [...], "rows": [[...], ...], "note": str} with all values as they are shown. Nothing of hidden
    fixtures is in them. `hidden` is true where the answer was right on the rows handed out, and not on others.
    An ungraded one has 0 points, which mean nothing. `again` is true where the next grading tries it again, since
    the fault was neither the answer's nor lasting.

    The class's rules add: `comment`, the teacher's; `basis`, a sentence on points that the verdict does not
    explain; `by_hand`, true where a teacher gave the points.
    """

    exercise: str
    points: float
    max_points: float
    verdict: str
    seconds: float
    reason: str = ""
    mistake: str = ""
    answer: str = ""
    lines: Sequence[Mapping] = ()
    hidden: bool = False
    again: bool = False
    comment: str = ""
    basis: str = ""
    by_hand: bool = False

    @property
    def graded(self) -> bool:
        """Whether its points mean something."""
        return self.verdict != "ungraded" or self.by_hand


@dataclass(frozen=True)
class Record:
    """A student's grades of one lesson. `digest` tells what was graded: the submission, the checks, the seed.

    `remarks` are sentences about the notebook as a whole, such as that a cell was left out. `rules` is the version
    of the exercises' rules; records from before there was one are of the first. `handed_in` is the moment, in UTC
    as ISO 8601, that nbgrader noted; "" where it noted none.

    The class's rules add: `absent`, true where nothing was handed in; `late`, how late, in words; `due`, the
    moment in words; `penalty`, the share of the points that is taken off for that; `comment`, the teacher's.
    """

    student: str
    lesson: str
    digest: str
    results: Sequence[Result] = ()
    remarks: Sequence[str] = field(default_factory=tuple)
    rules: int = 1
    handed_in: str = ""
    absent: bool = False
    late: str = ""
    due: str = ""
    penalty: float = 0.0
    comment: str = ""

    @property
    def points(self) -> float:
        """All in all, after what is taken off."""
        return round(self.earned * (1 - self.penalty), 6)

    @property
    def earned(self) -> float:
        """Before anything is taken off."""
        return sum(result.points for result in self.results)

    @property
    def max_points(self) -> float:
        """What could be had for the answers that are graded."""
        return sum(result.max_points for result in self.results if result.graded)

    @property
    def open_points(self) -> float:
        """What can be had for those that are not."""
        return sum(result.max_points for result in self.results if not result.graded)


def path_of(grades: Path, student: str, lesson: str) -> Path:
    """Where the record of a student's lesson stands."""
    return grades / "records" / lesson / f"{student}.json"


def paths(grades: Path) -> list[Path]:
    """Where the records under `grades` stand."""
    return [path for path in (grades / "records").glob("*/*.json") if not path.name.startswith(".")]


# What the class's rules add, and no file holds.
_ADDED = {
    Result: ("comment", "basis", "by_hand"),
    Record: ("absent", "late", "due", "penalty", "comment"),
}


def _plain(value: Record | Result) -> dict:
    added = _ADDED[type(value)]
    return {key: each for key, each in asdict(value).items() if key not in added}


def write(grades: Path, record: Record) -> None:
    """Write a record, whole or not at all, without what the class's rules add."""
    path = path_of(grades, record.student, record.lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    found = {**_plain(record), "results": [_plain(result) for result in record.results]}
    draft.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)


def read(path: Path) -> Record:
    """The record in a file. Raises ValueError or OSError for one that can't be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Record(**{**found, "results": tuple(Result(**result) for result in found["results"])})
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is no record of grades: {error}") from None


def read_all(grades: Path) -> list[Record]:
    """All records under `grades`, by student and lesson. Raises WorkbookError for one that can't be read."""
    try:
        return sorted(map(read, paths(grades)), key=lambda record: (record.student, record.lesson))
    except (ValueError, OSError) as error:
        raise WorkbookError(f"{error}. Delete that file, and grade again.") from None


def write_csv(path: Path, records: Iterable[Record]) -> None:
    """Write grades.csv: a row a student and exercise; UTF-8.

    Points are numbers, after what is taken off for lateness, and empty where there are none yet. A text that a
    spreadsheet would take for a formula has an apostrophe before it.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for record in records:
            for result in record.results:
                row = _row(record, result)
                writer.writerow([row[name] for name in COLUMNS])
    draft.replace(path)


def _row(record: Record, result: Result) -> dict[str, object]:
    taken = 1 - record.penalty
    return {
        "student": safe_text.cell(record.student),
        "lesson": record.lesson,
        "exercise": result.exercise,
        "verdict": result.verdict,
        "reason": safe_text.cell(result.reason),
        "rules": "" if record.absent else record.rules,
        "seconds": "" if record.absent else f"{result.seconds:.2f}",
        "points": f"{result.points * taken:g}" if result.graded else "",
        "max_points": f"{result.max_points:g}",
        "handed_in": record.handed_in,
        "late": record.late,
        "penalty": f"{100 * record.penalty:g}%" if record.penalty else "",
        "by_hand": "yes" if result.by_hand else "",
        "comment": safe_text.cell(result.comment),
    }
