"""The rule "bucket": the rows came by COPY from the bucket, and by no other way."""

import gzip
from dataclasses import dataclass

from workbook.checking.function_runner import FunctionRun
from workbook.checking.instrumented_drivers import NEVER, StatementHook
from workbook.databases import redshift_copy
from workbook.exercises.fixtures import Scenario
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Fault


@dataclass(frozen=True)
class ByTheBucket(Rule):
    """The rows came by COPY from the bucket, and the objects that others have there are as they were.

    On `scenario` the function is called again, and the objects lose half of their lines just before each COPY:
    then the table can't hold all rows. So the rule comes after those that look at what the first call left.
    `table` is meant where a scenario names none.
    """

    scenario: Scenario
    table: str = ""

    name = "bucket"
    needs_same_process = True
    passed = "the rows came by COPY from the bucket, and what others have there is as it was"

    def faults(self, run: FunctionRun) -> list[Fault]:
        """Objects of others that are gone or changed, or rows that took another way."""
        there = run.bucket.keys()
        gone = [key for key in run.fixture.objects if key not in there]
        if gone:
            return [Fault(f"the object {gone[0]} is gone from the bucket: it is not this table's.")]
        for key, body in run.fixture.objects.items():
            if run.bucket.body(key) != body:
                return [Fault(f"the object {key} in the bucket was changed: it is not this table's.")]
        copies = [text for text in run.statements if _from_the_store(text)]
        after = run.rows(run.fixture.table or self.table)
        if after and after != run.observations[0].rows and not copies:
            says = (
                "no COPY from the bucket: the rows came another way, which Redshift does not have or is slow with."
            )
            return [Fault(says)]
        return self._another_way(run) if run.fixture is self.scenario else []

    def _another_way(self, run: FunctionRun) -> list[Fault]:
        """The fault of rows that arrive although the objects that COPY reads do not hold them any more."""
        right = run.rows(self.scenario.table or self.table)
        bucket = run.bucket
        others = set(self.scenario.objects)

        def halve() -> None:
            for key in set(bucket.keys()) - others:
                bucket.put(key, _half(bucket.body(key)))

        tried = run.runner.run(run.function, self.scenario, "", StatementHook(fail_at=NEVER, before_copy=halve))
        if tried.rows(self.scenario.table or self.table) != right:
            return []
        says = "there is a COPY from the bucket, but the rows came another way:"
        return [Fault(f"{says} they are all there although its objects held half of them.")]


def _half(body: bytes) -> bytes:
    """The first half of an object's lines; of a gzipped one, too."""
    is_packed = body.startswith(b"\x1f\x8b")
    lines = (gzip.decompress(body) if is_packed else body).splitlines(keepends=True)
    kept = b"".join(lines[: len(lines) // 2])
    return gzip.compress(kept) if is_packed else kept


def _from_the_store(text: str) -> bool:
    return not text.startswith("s3 ") and redshift_copy.parse(text) is not None
