"""Puts what a teacher decided on records: points for a part, by hand, for lateness; and who handed in nothing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbook.exercises import registry
from workbook.grading.classrules import by_hand, csv_files, deadlines, partial_credit
from workbook.grading.classrules.by_hand import Word, Words
from workbook.grading.classrules.class_file import ClassRules
from workbook.grading.records import ABSENT, Record, Result


def settled(records: Iterable[Record], rules: ClassRules) -> list[Record]:
    """The records of a class with all that `rules` add but what is taken off; by student and lesson.

    Whoever is on the roster has a record of each lesson that somebody handed in.
    """
    found = list(records)
    found += _absent(found, rules)
    found.sort(key=lambda record: (record.student, record.lesson))
    return with_words([_with_parts(record, rules) for record in found], rules.words)


def with_words(records: Iterable[Record], words: Words) -> list[Record]:
    """The records with a teacher's words; their points win over all others, their comments stand beside others."""
    return [_with_words(record, words) for record in records]


def with_lateness(records: Iterable[Record], rules: ClassRules) -> list[Record]:
    """The records with what is late, and the share that is taken off for it."""
    return [_with_lateness(record, rules) for record in records]


def remarks(records: Sequence[Record], rules: ClassRules) -> list[str]:
    """Sentences for the teacher: who is not on the roster, words for nobody, submissions without a time."""
    said = []
    names = list(dict.fromkeys(record.student for record in records))
    if rules.roster:
        column, path = rules.roster.column, rules.roster.table.path
        strangers = rules.roster.strangers(names)
        if strangers:
            who = ", ".join(strangers[:10]) + (", …" if strangers[10:] else "")
            said.append(
                f"{len(strangers)} not on the roster ({path}, column {column!r}), graded all the same: {who}."
            )
    there = {key for record in records for key in _keys(record)}
    said += by_hand.unused(rules.word_lines, there)
    if rules.deadlines:
        due = [r for r in records if not r.absent and rules.deadlines.of(r.student, r.lesson)]
        untimed = [record for record in due if not record.handed_in]
        if untimed:
            said.append(
                f"{len(untimed)} of {len(due)} submissions have no timestamp.txt that can be read, so nobody knows"
                f" whether they are late: {untimed[0].student}/{untimed[0].lesson}{', …' if untimed[1:] else ''}."
            )
    return said


def _keys(record: Record) -> list[tuple[str, str]]:
    student = csv_files.plain(record.student)
    return [(student, record.lesson), *((student, result.exercise) for result in record.results)]


def _absent(found: Sequence[Record], rules: ClassRules) -> list[Record]:
    if not rules.roster:
        return []
    made = []
    for lesson in sorted({record.lesson for record in found}):
        known = registry.load(lesson).exercises.values()
        there = [record.student for record in found if record.lesson == lesson]
        as_called = {csv_files.plain(record.student): record.student for record in found}
        for name in rules.roster.without(there):
            results = tuple(Result(each.id, 0, each.points, ABSENT, 0) for each in known)
            student = as_called.get(csv_files.plain(name), name)
            made.append(Record(student, lesson, "", results, absent=True))
    return made


def _with_parts(record: Record, rules: ClassRules) -> Record:
    if not rules.partial_credit:
        return record
    results = []
    for result in record.results:
        points, basis = partial_credit.of(result, rules.partial_credit)
        results.append(replace(result, points=points, basis=basis) if basis else result)
    return replace(record, results=tuple(results))


def _with_words(record: Record, words: Words) -> Record:
    if not words:
        return record
    student = csv_files.plain(record.student)
    whole = words.get((student, record.lesson), Word(None, ""))
    results = tuple(_said(result, words.get((student, result.exercise))) for result in record.results)
    return replace(record, results=results, comment=_both(record.comment, whole.comment))


def _said(result: Result, word: Word | None) -> Result:
    if word is None:
        return result
    comment = _both(result.comment, word.comment)
    if word.points is None:
        return replace(result, comment=comment)
    before = f"; without them it has {result.points:g}" if result.graded else ""
    basis = f"Points given by hand{before}."
    return replace(result, points=word.points, by_hand=True, basis=basis, comment=comment)


def _both(one: str, other: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, [one, other])))


def _with_lateness(record: Record, rules: ClassRules) -> Record:
    due = rules.deadlines.of(record.student, record.lesson)
    if due is None:
        return record
    record = replace(record, due=deadlines.shown(due))
    if record.absent or not record.handed_in:
        return record
    seconds = (dt.datetime.fromisoformat(record.handed_in) - due).total_seconds()
    if seconds <= 0:
        return record
    share = rules.penalty.of(seconds) if rules.penalty else 0.0
    return replace(record, late=deadlines.how_late(seconds), penalty=share)
