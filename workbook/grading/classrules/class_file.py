"""class.toml: all that a teacher decides about a class; options of the command replace single keys."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook import paths
from workbook.errors import WorkbookError
from workbook.grading.classrules import by_hand, deadlines, partial_credit, roster
from workbook.grading.classrules.by_hand import Words
from workbook.grading.classrules.deadlines import Deadlines, Penalty
from workbook.grading.classrules.partial_credit import Shares
from workbook.grading.classrules.roster import Roster

NAME = "class.toml"
KEYS = ("roster", "timezone", "due", "late_penalty", "partial_credit", "by_hand", "lms")
LMS = ("canvas", "moodle")


@dataclass(frozen=True)
class ClassRules:
    """What a teacher decided; without anything, records are taken as they are."""

    roster: Roster | None = None
    deadlines: Deadlines = field(default_factory=Deadlines)
    penalty: Penalty | None = None
    partial_credit: Shares = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    word_lines: Mapping[tuple[str, str], str] = field(default_factory=dict)
    lms: str = ""


def load(
    submitted: Path, class_: Path | None = None, due: str | None = None, late_penalty: str | None = None
) -> ClassRules:
    """The rules in class.toml beside the folder `submitted`, if it is there, and what the options replace of it.

    `class_` is another file of that kind, or, as a CSV file, the roster alone. `due` is a moment or a CSV file.
    Raises WorkbookError, one sentence that names file and key.
    """
    beside = submitted.resolve().parent / NAME
    given: dict[str, Any] = {}
    file = class_ if class_ and class_.suffix.lower() == ".toml" else beside
    if file.exists() or file is class_:
        given = _read(file)
    zone = _text(given, "timezone", file)
    if zone:
        _known(zone, file)
    found: dict[str, Any] = {}
    if class_ and class_ is not file:
        found["roster"] = roster.read(class_)
    elif name := _text(given, "roster", file):
        found["roster"] = roster.read(file.parent / name)
    found["deadlines"] = _deadlines(given.get("due"), due, zone, file)
    if rule := late_penalty or _text(given, "late_penalty", file):
        found["penalty"] = deadlines.penalty(rule)
        if not found["deadlines"]:
            raise WorkbookError(
                "A late penalty needs to know when lessons are due: add --due, or due to class.toml."
            )
    if "partial_credit" in given:
        found["partial_credit"] = partial_credit.given(given["partial_credit"], f"{file}, partial_credit")
    if name := _text(given, "by_hand", file):
        found["words"], found["word_lines"] = by_hand.read(file.parent / name)
    found["lms"] = _lms(_text(given, "lms", file), found.get("roster"), file)
    return ClassRules(**found)


def _read(file: Path) -> dict[str, Any]:
    try:
        given = tomllib.loads(paths.text_of(file))
    except tomllib.TOMLDecodeError as error:
        raise WorkbookError(f"{file} is no TOML: {error}.") from None
    unknown = [key for key in given if key not in KEYS]
    if unknown:
        raise WorkbookError(f"{file}: there is no key {unknown[0]!r}. The keys are: {', '.join(KEYS)}.")
    return given


def _text(given: Mapping[str, Any], key: str, file: Path) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise WorkbookError(f"{file}: {key} should be a text in quotes, not {value!r}.")
    return value


def _known(zone: str, file: Path) -> None:
    try:
        deadlines.moment("2026-01-01", zone)
    except deadlines.NoMoment as error:
        raise WorkbookError(f"{file}, timezone: {error}.") from None


def _deadlines(in_file: Any, option: str | None, zone: str, file: Path) -> Deadlines:
    if option is not None:
        if option.lower().endswith(".csv"):
            return deadlines.read(Path(option), zone)
        return deadlines.given(option, zone, "--due")
    if in_file is None:
        return Deadlines()
    if isinstance(in_file, str) and in_file.lower().endswith(".csv"):
        return deadlines.read(file.parent / in_file, zone)
    return deadlines.given(in_file, zone, f"{file}, due")


def _lms(name: str, of: Roster | None, file: Path) -> str:
    if name and name not in LMS:
        raise WorkbookError(f"{file}: lms should be {' or '.join(map(repr, LMS))}, not {name!r}.")
    if name and of is None:
        raise WorkbookError(f"{file}: lms needs a roster, which has the ids by which {name} knows the students.")
    return name
