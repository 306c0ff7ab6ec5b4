"""Mutants that mean the same as the answer, by the exercise's contract: which they are, and why.

What operators can know by themselves they do not make (`contracts`). The rest is in equivalent.toml, by exercise,
operator and change, each with its reason.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbook.checking.mutants.mutant import Mutant


@dataclass(frozen=True)
class Equivalent:
    """Mutants of some exercises, by some operators, whose change or text holds a pattern; and the reason.

    `exercises` and `operators` are patterns of the whole name.
    """

    exercises: str
    operators: str
    why: str
    change: str = ""
    text: str = ""

    def fits(self, exercise: str, mutant: Mutant) -> bool:
        """Whether a mutant of an exercise's answer is one of these."""
        return bool(
            re.fullmatch(self.exercises, exercise)
            and re.fullmatch(self.operators, mutant.operator)
            and re.search(self.change, mutant.change)
            and re.search(self.text, mutant.text)
        )


@cache
def listed() -> tuple[Equivalent, ...]:
    """All that equivalent.toml lists."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return tuple(Equivalent(**entry) for entry in tomllib.loads(text)["mutants"])


def reason(exercise: str, mutant: Mutant) -> str:
    """Why a mutant of an exercise's answer is equivalent; "" for one that is not."""
    return next((each.why for each in listed() if each.fits(exercise, mutant)), "")
