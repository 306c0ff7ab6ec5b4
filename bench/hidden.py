"""The lessons' own answers on hidden data: every right one is accepted, and which run refuses each wrong one.

    .venv/bin/python bench/hidden.py [--seeds 1 2 3] [LESSON …]

A wrong answer whose mistake shows in no data (a fault, a second session, a plan) is refused by the public run;
these are listed. So is a refusal whose words, as students read them, hold a value of hidden rows alone. Takes some
minutes for all lessons.
"""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbook import checking, servers
from workbook.checking.context import Context
from workbook.exercises import answer_files, registry
from workbook.exercises.verdicts import Verdict
from workbook.grading import results
from workbook.grading.variants import exercise_variant
from workbook.grading.variants.exercise_variant import variant


@dataclass(frozen=True)
class Tried:
    """An answer on the data of one seed, alone: the public data was not looked at."""

    lesson: str
    answer: str  # the file's name
    kind: str  # "right" or "wrong"
    seed: int
    passed: bool
    words: str  # the verdict, where it is not as it should be
    told: tuple[str, ...] = ()  # hidden values in what a student reads of it
    kept: tuple[str, ...] = ()  # and in what stays with the verdict

    @property
    def as_it_should(self) -> bool:
        """A right one is accepted, a wrong one refused."""
        return self.passed == (self.kind == "right")


def tried(
    lessons: Iterable[str], seeds: Iterable[int], context: Context, names: Iterable[str] = ()
) -> Iterator[Tried]:
    """Each answer of the lessons (of these `names` only, if there are any) on the data of each seed alone."""
    wanted = set(names)
    for lesson in lessons:
        found = [each for each in answer_files.of_lesson(lesson) if not wanted or each.path.name in wanted]
        found = [each for each in found if each.exercise.kind != "dag"]  # which grading does not run
        for seed in seeds:
            variants = {id: variant(exercise, seed) for id, exercise in registry.load(lesson).exercises.items()}
            for each in found:
                verdict = checking.check(variants[each.exercise.id], each.answer, context)
                words = "" if verdict.passed == (each.kind == "right") else str(verdict)
                pair = each.exercise, variants[each.exercise.id]
                read = results.refused_hidden(each.exercise, Verdict(""), results.mistake(verdict), "")
                # A prediction has no hidden rows.
                texts = () if pair[0] is pair[1] else (repr(read), str(verdict))
                told = [tuple(exercise_variant.told(*pair, text)) for text in texts]
                yield Tried(lesson, each.path.name, each.kind, seed, verdict.passed, words, *told)


def refused_in_public(lesson: str, answer: str, context: Context) -> bool:
    """Whether the public data refuses an answer."""
    found = next(each for each in answer_files.of_lesson(lesson) if each.path.name == answer)
    return not checking.check(found.exercise, found.answer, context).passed


def report(lesson: str, seeds: Iterable[int], context: Context) -> bool:
    """Try a lesson's answers, print what came, and say whether all went as it should in the two runs together."""
    began = time.perf_counter()
    found = list(tried([lesson], seeds, context))
    right = [each for each in found if each.kind == "right"]
    wrong = [each for each in found if each.kind == "wrong"]
    refused = [each for each in right if not each.passed]
    passed = sorted({each.answer for each in wrong if each.passed})
    missed = [answer for answer in passed if not refused_in_public(lesson, answer, context)]
    leaking = [each for each in wrong if each.told]
    print(
        f"{lesson}: {len(right) - len(refused)} of {len(right)} right ones accepted;"
        f" {sum(not each.passed for each in wrong)} of {len(wrong)} wrong ones refused on hidden data alone;"
        f" {len(missed)} passed both runs ({time.perf_counter() - began:.0f} s)",
        flush=True,
    )
    for each in refused:
        print(f"  refused, with the seed {each.seed}: {each.answer}\n{each.words}")
    for answer in passed:
        accepted = [str(each.seed) for each in wrong if each.answer == answer and each.passed]
        by = "by no run" if answer in missed else "by the public run"
        print(f"  refused {by}: {answer} (accepted with the seeds {', '.join(accepted)})")
    for each in leaking:
        print(f"  tells hidden values, with the seed {each.seed}: {each.answer}: {', '.join(each.told)}")
    return not refused and not missed and not leaking


def main() -> int:
    """Report on the lessons; 1 if both runs together judge an answer wrongly, or a refusal tells values."""
    import machine  # beside this file: a test imports `tried` from another folder

    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("lessons", nargs="*", help="names or numbers; all if none are given")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    given = parser.parse_args()
    print(f"{machine.describe()}\n")
    names = [name for name in registry.names() if not given.lessons or name.startswith(tuple(given.lessons))]
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(WORKBOOK_HOME=str(Path(folder) / "home"), WORKBOOK_MY=str(Path(folder) / "my"))
        servers.up()
        try:
            with contextlib.closing(Context()) as context:
                went_well = [report(name, given.seeds, context) for name in names]
            return int(not all(went_well))
        finally:
            servers.remove(lambda text: None)


if __name__ == "__main__":
    sys.exit(main())
