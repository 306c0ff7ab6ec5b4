"""Mutation testing of the checks: `.venv/bin/python bench/mutants.py`.

Takes each exercise's solution and two further right answers, changes one thing in each of them at a time, and lets
the checks judge. A mutant counts if it gives the right thing on the exercise's own example: the checks must refuse
it, unless it is listed as equivalent (workbook/checking/mutants/equivalent.py). Rewritings that mean the same must
be accepted. Uses the servers of this clone. At the end: a table, by exercise and in all, in which "right" is the
share refused of the counted that are not equivalent, and by name what was judged wrongly.

    --exercise ID   this exercise alone; may be given several times
    --most N        at most so many mutants of an answer, drawn by --seed from each kind of change (60)
    --all           all mutants
    --dags          the exercises that Airflow, dbt and Spark run too: seconds a mutant
    --record FILE   a JSON line for each accepted mutant and each refused rewriting, with its text
"""

import argparse
import contextlib
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import machine

from workbook import checking, engines, servers
from workbook.build.solutions import answers
from workbook.checking.context import Context
from workbook.checking.mutants import Mutant, mutants_of, rewritings_of, sample
from workbook.checking.mutants.equivalent import reason
from workbook.checking.mutants.trial import Outcome, Tally, outcome, right_on_the_example
from workbook.exercises import registry
from workbook.exercises.kinds import Exercise, PyExercise

COUNTS = {
    "refused": Outcome.REFUSED,
    "accepted": Outcome.ACCEPTED,
    "not judged": Outcome.NOT_JUDGED,
    "equivalent": Outcome.EQUIVALENT,
    "of these refused": Outcome.WRONGLY_REFUSED,
}
COLUMNS = ["exercise", "made", "wrong on it", "counted", *COUNTS, "right", "rewritings", "s"]


def exercises(asked: list[str], dags: bool) -> Iterator[tuple[str, Exercise]]:
    """The exercises to try, each with its lesson's name."""
    kinds = ("sql", "py", "spark", "dbt", "dag") if dags else ("sql", "py")
    for lesson in registry.names():
        for exercise in registry.load(lesson).exercises.values():
            if exercise.id in asked if asked else exercise.kind in kinds:
                yield lesson, exercise


def outcome_apart(exercise: Exercise, mutant: Mutant, context: Context) -> Outcome:
    """As `outcome`, in a process of its own: threads that share an SQLite connection can crash Python.

    A crash on the example is an error; a later one is no pass. For exercises without servers: a fork shares
    connections.
    """
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_send, args=(theirs, exercise, mutant, context))
    process.start()
    theirs.close()
    came = Outcome.WRONG
    with contextlib.suppress(EOFError):
        while True:
            came = ours.recv()
    process.join()
    return came


def _send(to: Connection, exercise: Exercise, mutant: Mutant, context: Context) -> None:
    if right_on_the_example(exercise, mutant.text, context):
        to.send(Outcome.REFUSED)  # unless it comes to an end that says otherwise
        to.send(outcome(exercise, mutant, context))


def tried(lesson: str, exercise: Exercise, context: Context, options: argparse.Namespace, record) -> Tally:
    """What came of the mutants and the rewritings of an exercise's answers."""
    tally = Tally()
    apart = isinstance(exercise, PyExercise) and not exercise.parts
    for name, text in answers(lesson, exercise):
        found = mutants_of(exercise, text)
        if not options.all:
            found = sample(found, options.most, f"{options.seed} {exercise.id} {name}")
        for mutant in found:
            came = (outcome_apart if apart else outcome)(exercise, mutant, context)
            tally.outcomes.append((mutant, came))
            if came in (Outcome.ACCEPTED, Outcome.NOT_JUDGED, Outcome.WRONGLY_REFUSED):
                record(exercise, name, came.value, mutant)
            elif came is Outcome.EQUIVALENT:
                record(exercise, name, "equivalent", mutant, reason(exercise.id, mutant))
        for rewriting in rewritings_of(exercise, text):
            tally.rewritings += 1
            verdict = checking.check(exercise, rewriting.text, context)
            if not verdict.passed:
                tally.refusals.append((rewriting, str(verdict)))
                record(exercise, name, "rewriting refused", rewriting, str(verdict))
    return tally


def row(name: str, tally: Tally, seconds: float) -> tuple[str, ...]:
    accepted = f"{tally.rewritings - len(tally.refusals)} of {tally.rewritings}"
    counts = [tally.count(each) for each in COUNTS.values()]
    numbers = [len(tally.outcomes), tally.count(Outcome.WRONG), tally.counted, *counts]
    asked = tally.counted - tally.count(Outcome.EQUIVALENT) - tally.count(Outcome.WRONGLY_REFUSED)
    right = f"{100 * tally.count(Outcome.REFUSED) / asked:.1f} %" if asked else "-"
    return (name, *map(str, numbers), right, accepted, f"{seconds:.0f}")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exercise", action="append", default=[])
    parser.add_argument("--most", type=int, default=60)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--dags", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", type=Path)
    return parser.parse_args()


def main() -> None:
    options = parsed()
    print(f"{machine.describe()}\n", flush=True)
    servers.ensure(lambda text: print(text, file=sys.stderr))
    rows, total, began = [], Tally(), time.perf_counter()
    told: list[str] = []  # what is judged wrongly, by name
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(options.record.open("w", encoding="utf-8")) if options.record else None
        context = stack.enter_context(contextlib.closing(Context(runners=engines.RUNNERS)))

        def record(exercise: Exercise, answer: str, what: str, mutant, says: str = "") -> None:
            if what != "equivalent":
                told.append(f"{what}: {exercise.id}, {answer}: {mutant.operator}: {mutant.change}")
                print(told[-1], flush=True)
            if file:
                words = {"exercise": exercise.id, "answer": answer, "what": what, "operator": mutant.operator}
                line = {**words, "change": mutant.change, "says": says, "text": mutant.text}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()

        for lesson, exercise in exercises(options.exercise, options.dags):
            started = time.perf_counter()
            tally = tried(lesson, exercise, context, options, record)
            rows.append(row(exercise.id, tally, time.perf_counter() - started))
            print("  ".join(rows[-1]), flush=True)
            total.outcomes += tally.outcomes
            total.refusals += tally.refusals
            total.rewritings += tally.rewritings
    rows.append(row("all", total, time.perf_counter() - began))
    print()
    print(machine.table(COLUMNS, rows))
    print(*["", *told], sep="\n")


if __name__ == "__main__":
    main()
