"""When a lesson is due, how late a submission is, and what that costs."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.grading.classrules import csv_files

HOUR, DAY, WEEK = 3600, 86400, 604800  # seconds
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?"
    r"\s*(?P<zone>[A-Za-z][\w+/-]*|[+-]\d\d:?\d\d)?"
)
_PENALTY = re.compile(
    r"(?P<share>\d+(?:\.\d+)?)\s*%(?:\s*(?:/|per)\s*(?P<unit>hour|day|week))?"
    r"(?:\s*,?\s*at most\s+(?P<most>\d+(?:\.\d+)?)\s*%)?"
)


class NoMoment(ValueError):
    """A text that names no moment; the words say why, as the end of a sentence."""


def moment(text: str, zone: str = "") -> dt.datetime:
    """The moment that a text names: "2026-12-01 23:59 Asia/Seoul", "2026-12-01T23:59+09:00", or with Z or UTC.

    Without a time of day it is the day's end. Without a time zone it is that of `zone`. Raises NoMoment.
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        raise NoMoment(f"{text[:60]!r} is no moment: write it as 2026-12-01 23:59 Asia/Seoul")
    where = found["zone"] or zone
    if not where:
        raise NoMoment(
            f"{text!r} names no time zone: write it as {text.strip()} Asia/Seoul, or put timezone into class.toml"
        )
    there = _zone(where)
    try:
        day = dt.datetime.fromisoformat(f"{found['day']}T{found['time'] or '00:00'}")
        if not found["time"]:
            day += dt.timedelta(days=1)
        return day.replace(tzinfo=there)
    except (ValueError, OverflowError) as error:
        raise NoMoment(f"{text!r} is no moment: {error}") from None


def _zone(name: str) -> dt.tzinfo:
    if name.upper() in ("Z", "UTC"):
        return dt.UTC
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[-2:])
        return dt.timezone((1 if name[0] == "+" else -1) * dt.timedelta(hours=hours, minutes=minutes))
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):  # ZoneInfoNotFoundError is a KeyError
        raise NoMoment(f"there is no time zone {name!r} in the tz database, such as Asia/Seoul") from None


def shown(when: dt.datetime) -> str:
    """A moment as a person reads it, with its time zone; the day's end as 24:00 of that day."""
    zone = getattr(when.tzinfo, "key", None) or when.tzname()
    if (when.hour, when.minute, when.second) == (0, 0, 0):
        return f"{when - dt.timedelta(days=1):%Y-%m-%d} 24:00 {zone}"
    return f"{when:%Y-%m-%d %H:%M} {zone}"


@dataclass(frozen=True)
class Penalty:
    """A share of the points for each begun `unit` of seconds, 0 for once; `most` is the largest share."""

    share: float
    unit: int
    most: float = 1.0

    def of(self, seconds: float) -> float:
        """The share that is taken off, 0 to 1, of what is so many seconds late."""
        if seconds <= 0:
            return 0.0
        times = math.ceil(seconds / self.unit) if self.unit else 1
        return round(min(self.share * times, self.most), 6)


def penalty(text: str) -> Penalty:
    """The rule in words such as "10%/day, at most 50%", or "20%". Raises WorkbookError."""
    found = _PENALTY.fullmatch(text.strip())
    if not found or float(found["share"]) > 100 or float(found["most"] or 0) > 100:
        raise WorkbookError(
            f"The late penalty {text!r} can't be read: write it as 10%/day, or 10%/day, at most 50%, or 20% for"
            " once; the units are hour, day and week."
        )
    unit = {"hour": HOUR, "day": DAY, "week": WEEK, None: 0}[found["unit"]]
    return Penalty(float(found["share"]) / 100, unit, float(found["most"] or 100) / 100)


@dataclass(frozen=True)
class Deadlines:
    """When lessons are due: all of them, some, and for some students. Keys of names are csv_files.plain."""

    every: dt.datetime | None = None
    lessons: Mapping[str, dt.datetime] = field(default_factory=dict)
    own: Mapping[tuple[str, str], dt.datetime] = field(default_factory=dict)  # student, lesson

    def __bool__(self) -> bool:
        return bool(self.every or self.lessons or self.own)

    def of(self, student: str, lesson: str) -> dt.datetime | None:
        """When a student's lesson is due; None for one that has no deadline."""
        return self.own.get((csv_files.plain(student), lesson)) or self.lessons.get(lesson) or self.every


def given(value: object, zone: str, where: str) -> Deadlines:
    """What `due` is set to: a moment for all lessons, or a mapping of lesson to moment.

    A moment is a text, or a date or time of TOML's own. Raises WorkbookError, which begins with `where`.
    """
    if isinstance(value, Mapping):
        return Deadlines(
            lessons={lesson(name, where): _moment(text, zone, f"{where}, {name}") for name, text in value.items()}
        )
    return Deadlines(every=_moment(value, zone, where))


def read(path: Path, zone: str) -> Deadlines:
    """The deadlines in a CSV file with columns lesson and due, and perhaps student: then for that one alone."""
    table = csv_files.read(path)
    of_lesson, of_moment = table.require("lesson", "due")
    of_student = table.column("student", "student_id", "username", "name")
    lessons: dict[str, dt.datetime] = {}
    own: dict[tuple[str, str], dt.datetime] = {}
    for line in table.lines:
        name = lesson(line.at(of_lesson), line.where)
        when = _moment(line.at(of_moment), zone, line.where)
        if student := line.at(of_student):
            own[csv_files.plain(student), name] = when
        else:
            lessons[name] = when
    return Deadlines(None, lessons, own)


def lesson(name: str, where: str) -> str:
    """The lesson that a teacher calls "04" or "04-keeping-the-latest". Raises WorkbookError."""
    for each in registry.names():
        if name.strip() in (each, each[:2]):
            return each
    raise WorkbookError(f"{where}: there is no lesson {name!r}. The lessons are: {', '.join(registry.names())}.")


def _moment(value: object, zone: str, where: str) -> dt.datetime:
    if isinstance(value, dt.date):  # a datetime is one too
        value = value.isoformat()
    try:
        if not isinstance(value, str):
            raise NoMoment(f"{value!r} is no moment: write it as 2026-12-01 23:59 Asia/Seoul")
        return moment(value, zone)
    except NoMoment as error:
        raise WorkbookError(f"{where}: {error}.") from None


def how_late(seconds: float) -> str:
    """A length of time in words, in its two largest units: "1 day 3 hours"."""
    if seconds < 60:
        return "less than a minute"
    parts = []
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (60, "minute")):
        count, seconds = divmod(int(seconds), unit)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
        elif parts:
            break
    return " ".join(parts[:2])
