"""Checks a prediction: runs its experiment, and compares."""

from collections.abc import Iterable, Sequence

from workbook.checking.context import Context
from workbook.exercises.kinds import PredictExercise
from workbook.exercises.verdicts import Line, Verdict


def check(exercise: PredictExercise, answer: object, context: Context) -> Verdict:
    """The verdict on a dict. Raises WorkbookError where the experiment can't be run."""
    verdict = Verdict(exercise.id)
    found = context.found(exercise)
    truth = exercise.truth(found)
    if not isinstance(answer, dict):
        says = f"the answer should be a dict with the keys {_listed(truth)}, not {type(answer).__name__}."
        verdict.lines.append(Line(False, "answer", says))
        return verdict
    for key, right in truth.items():
        if key not in answer or answer[key] is ... or answer[key] is None:
            verdict.lines.append(Line(False, str(key), "not predicted yet"))
        elif exercise.among and (misread := _unreadable(answer[key], exercise.among)):
            verdict.lines.append(Line(False, str(key), misread))
        elif _same_guess(answer[key], right):
            verdict.lines.append(Line(True, str(key), "right"))
        else:
            solution = exercise.evidence(found, key, answer[key])
            verdict.lines.append(Line(False, str(key), f"you wrote {_guess(answer[key])}.", solution=solution))
    unknown = [key for key in answer if key not in truth]
    if unknown:
        says = f"the answer has keys that were not asked for: {_listed(unknown)}."
        verdict.lines.append(Line(False, "answer", says))
    return verdict


def _unreadable(guess: object, among: Sequence[str]) -> str:
    """What is wrong with a guess that should be a set of names; "" if it is one."""
    if not isinstance(guess, (set, frozenset, list, tuple)):
        return f"write a set of names, such as {{{among[0]!r}, {among[1]!r}}}, or set() for none, not {guess!r}."
    unknown = [name for name in guess if name not in among]
    return f"{_listed(unknown)} is not among the names: {_listed(among)}." if unknown else ""


def _listed(keys: Iterable[object]) -> str:
    return ", ".join(repr(key) for key in keys)


def _guess(value: object) -> str:
    if isinstance(value, (set, frozenset, list, tuple)):
        return ", ".join(sorted(map(str, value))) or "nothing"
    return repr(value)


def _same_guess(guess: object, right: object) -> bool:
    if isinstance(right, (set, frozenset)):
        if not isinstance(guess, (set, frozenset, list, tuple)):
            return False
        # A list may hold what no set can, such as lists.
        return all(any(each == one for one in right) for each in guess) and all(each in guess for each in right)
    return type(guess) is type(right) and guess == right
