"""What an answer must show, one module a rule. A rule looks at what a run left, and says what is wrong with it."""

from workbook.verdicts import Fault


class Rule:
    """A rule: its `name`, the words `passed` for when it is kept, and a look at a run."""

    name: str
    passed: str

    def faults(self, run) -> list[Fault]:
        """What is wrong with a run (answers.SqlRun); nothing if the rule is kept."""
        raise NotImplementedError

    def suspects(self, run) -> list[str]:
        """The known mistakes, in words, that would have given what this run gave."""
        return []
