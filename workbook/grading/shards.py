"""A part of a class's submissions, so that many machines can share them."""

import hashlib
import re
from dataclasses import dataclass

from workbook.errors import WorkbookError
from workbook.grading.submissions import Submission


@dataclass(frozen=True)
class Shard:
    """Part `number` of `count`, from 1. Which part a submission is in hangs on student and lesson alone."""

    number: int
    count: int

    def has(self, submission: Submission) -> bool:
        """Whether a submission is in this part."""
        name = f"{submission.student}\0{submission.lesson}".encode("utf-8", "surrogateescape")
        return int.from_bytes(hashlib.sha256(name).digest()[:8]) % self.count == self.number - 1

    @property
    def lock(self) -> str:
        """The name of its lock in the folder of grades, which parts may share."""
        return f".lock-{self.number}-of-{self.count}"


def parse(text: str) -> Shard:
    """The part that "3/50" names. Raises WorkbookError."""
    found = re.fullmatch(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise WorkbookError(
            f"--shard is a part and how many there are, as 3/50, the first one 1/50; not {text!r}."
        )
    return Shard(int(found[1]), int(found[2]))
