"""Exercises whose answer is a prediction, written before the experiment is run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbook.verdicts import Line, Verdict


@dataclass(frozen=True)
class PredictExercise:
    """An exercise whose answer is a dict, written before the experiment is run.

    `truth()` runs the experiment and gives the right dict; `evidence(key, guess)` the words that
    show it for one key. Where a prediction is a set, `among` lists what it may hold.
    """

    id: str
    truth: Callable[[], dict]
    evidence: Callable[[object, object], str]
    hints: tuple[str, str, str]
    points: int = 1
    among: Sequence[str] = ()

    kind = "predict"

    def check(self, answer: object) -> Verdict:
        """The verdict on a dict."""
        verdict = Verdict(self.id)
        truth = self.truth()
        if not isinstance(answer, dict):
            says = f"the answer should be a dict with the keys {_listed(truth)}, not {type(answer).__name__}."
            verdict.lines.append(Line(False, "answer", says))
            return verdict
        for key, right in truth.items():
            if key not in answer or answer[key] is ... or answer[key] is None:
                verdict.lines.append(Line(False, str(key), "not predicted yet"))
            elif self.among and (misread := _unreadable(answer[key], self.among)):
                verdict.lines.append(Line(False, str(key), misread))
            elif _same_guess(answer[key], right):
                verdict.lines.append(Line(True, str(key), "as you predicted"))
            else:
                says = f"you predicted {_guess(answer[key])}. {self.evidence(key, answer[key])}"
                verdict.lines.append(Line(False, str(key), says))
        unknown = [key for key in answer if key not in truth]
        if unknown:
            says = f"the answer has keys that were not asked for: {_listed(unknown)}."
            verdict.lines.append(Line(False, "answer", says))
        return verdict


def _unreadable(guess, among: Sequence[str]) -> str:
    """What is wrong with a guess that should be a set of names; "" if it is one."""
    if not isinstance(guess, (set, frozenset, list, tuple)):
        return f"write a set of names, such as {{{among[0]!r}, {among[1]!r}}}, or set() for none, not {guess!r}."
    unknown = [name for name in guess if name not in among]
    return f"{_listed(unknown)} is not among the names: {_listed(among)}." if unknown else ""


def _listed(keys) -> str:
    return ", ".join(repr(key) for key in keys)


def _guess(value) -> str:
    if isinstance(value, (set, frozenset, list, tuple)):
        return ", ".join(sorted(map(str, value))) or "nothing"
    return repr(value)


def _same_guess(guess, right) -> bool:
    if isinstance(right, (set, frozenset)):
        return isinstance(guess, (set, frozenset, list, tuple)) and set(guess) == set(right)
    return type(guess) is type(right) and guess == right
