"""What came of the calls of an answer for Spark on one scenario, as rules look at them."""

from dataclasses import dataclass, field

from workbook.exercises.fixtures import SparkScenario


@dataclass(frozen=True)
class SparkCall:
    """One call of the function.

    `wrong` is why it can't be called; `error` why it ended without a result, in a sentence, of the sort `kind`
    ("raised", "returned" something else, or left a table that is "unreadable"). `columns` are pairs of name and
    type as Spark writes them, `rows` texts of the values: of the returned DataFrame, or of what a reader finds in
    the table's folder afterwards. `collected` rows came to the driver's Python; one task got `widest` rows from a
    shuffle, more than all others of its stage (0 if none did). `left` are names in and beside the table's folder
    that are none of its partitions. `ended` where it stopped Spark, or took too much of the processor.
    """

    wrong: str = ""
    error: str = ""
    kind: str = ""
    printed: str = ""
    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple] = field(default_factory=list)
    collected: int = 0
    widest: int = 0
    left: list[str] = field(default_factory=list)
    ended: bool = False


@dataclass
class SparkRun:
    """The calls of one scenario, in their order."""

    fixture: SparkScenario
    calls: list[SparkCall] = field(default_factory=list)
