"""What an answer must show, one module a rule. A rule looks at what a run left, and says what is wrong with it."""

from collections.abc import Iterable, Sequence

from workbook.verdicts import Fault


class Rule:
    """A rule: its `name`, the words `passed` for when it is kept, and a look at a run.

    `remember` are queries to ask before the answer runs, for a rule that compares with how things were; `before`
    of the run has their rows. A rule that looks at nothing that must be committed has no `needs_commit`. One that
    `looks_inside` needs more than what a call left or returned: its statements, another session meanwhile, the
    clock, memory or threads, or it lets the call fail. One that is `by_result` looks at the rows that an answer
    gave, and not at the database.
    """

    name: str
    passed: str
    remember: Sequence[str] = ()
    after_all = False
    needs_commit = True
    looks_inside = False
    by_result = False

    def faults(self, run) -> list[Fault]:
        """What is wrong with a run (answers.SqlRun); nothing if the rule is kept."""
        raise NotImplementedError

    def suspects(self, run) -> Iterable[str]:
        """The known mistakes, in words, that would have given what this run gave.

        What the run left is read at once. Which mistakes fit may be worked out when they are asked for, which is
        only where something is wrong.
        """
        return []
