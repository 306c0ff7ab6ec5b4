"""What a rule is: it looks at what a run of an answer left, and says what is wrong. checking.rules has them."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from workbook.exercises.verdicts import Fault


class Rule:
    """A rule: its `name`, the words `passed` for when it is kept, and a look at a run.

    `remember` are queries to ask before the answer runs, for a rule that compares with how things were; `before`
    of the run has their rows. A rule that looks at nothing that must be committed has no `needs_commit`. One that
    `needs_same_process` can be asked only where the call runs in the same process: of its clock, memory or
    threads, or since it lets the call fail elsewhere than at a statement to the warehouse. One that is `by_result`
    looks at the rows that an answer's query gave, or at its plan, and at nothing that an answer could leave. One
    that is `of_the_scan` looks at how a DAG file or a dbt project is made, before it runs. One that is
    `of_the_first` takes milliseconds and does not hang on the rows: it looks at the first fixture's run alone. One
    that is not `on_large` is not asked of a run on a large scenario. `fewer(rng)` is the rule as it is asked of a
    function that has passed it already.
    """

    name: str
    on_large = True
    runs_last = False
    needs_commit = True
    needs_same_process = False
    by_result = False
    of_the_scan = False
    of_the_first = False

    @property
    def passed(self) -> str:
        raise NotImplementedError

    @property
    def remember(self) -> Sequence[str]:
        return ()

    def faults(self, run: Any) -> list[Fault]:
        """What is wrong with a run (checking.run.Run); nothing if the rule is kept."""
        raise NotImplementedError

    def fewer(self, rng: Random) -> "Rule":
        """The rule, or where it takes many calls, one that takes a few of them, drawn by `rng`."""
        return self

    def suspects(self, run: Any) -> Iterable[str]:
        """The known mistakes, in words, that would have given what this run gave.

        What the run left is read at once. Which mistakes fit may be worked out when they are asked for, which is
        only where something is wrong.
        """
        return []
