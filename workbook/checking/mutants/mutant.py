"""What a mutant is: a changed text, the operator that made it, and the change in words; and a sample of many."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

WORD = re.compile(r"\w+|[<>=!|&:]+|[^\w\s]")


@dataclass(frozen=True)
class Mutant:
    """A right answer with one change.

    `operator` is the kind of change. `change` is the change itself, on one line, as a word diff of git writes it,
    with two words of context on both sides: `BY at [-DESC-] , seq`.
    """

    operator: str
    change: str
    text: str


def made(operator: str, base: str, text: str) -> Mutant:
    """The mutant that `text` is of `base`."""
    return Mutant(operator, change(base, text), text)


def change(base: str, text: str) -> str:
    """What differs between two texts, word by word; white space does not count."""
    old, new = WORD.findall(base), WORD.findall(text)
    parts: list[str] = []
    for tag, old_start, old_end, new_start, new_end in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        before, after = old[max(old_start - 2, 0) : old_start], old[old_end : old_end + 2]
        removed, added = " ".join(old[old_start:old_end]), " ".join(new[new_start:new_end])
        marked = [f"[-{removed}-]" if removed else "", f"{{+{added}+}}" if added else ""]
        parts.append(" ".join([*before, *filter(None, marked), *after]))
    return " … ".join(parts)


def distinct(mutants: Iterable[Mutant], base: str) -> Iterator[Mutant]:
    """The mutants with different texts, none of them `base` written with other white space."""
    seen = {tuple(WORD.findall(base))}
    for mutant in mutants:
        words = tuple(WORD.findall(mutant.text))
        if words not in seen:
            seen.add(words)
            yield mutant


def sample(mutants: Iterable[Mutant], most: int, seed: str) -> list[Mutant]:
    """At most `most` mutants, drawn by `seed`: of each operator as many, as far as it has them."""
    rng = Random(seed)
    by_operator: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_operator[mutant.operator].append(mutant)
    for found in by_operator.values():
        # Not Random.shuffle: only random() gives the same on each version of Python.
        found.sort(key=lambda _: rng.random())
    drawn: list[Mutant] = []
    while by_operator and len(drawn) < most:
        for operator in list(by_operator):
            drawn.append(by_operator[operator].pop())
            if not by_operator[operator]:
                del by_operator[operator]
    return drawn[:most]
