"""Mutants that mean the same as the answer, by the exercise's contract: what they are, and why.

What operators can know by themselves they do not make (`contracts`). Here is the rest: by exercise, operator and
change, each with its reason. Nothing is here because a check accepts it.
"""

import re
from dataclasses import dataclass

from workbook.checking.mutants.mutant import Mutant

LATEST = "latest-per-day|latest-with-ties|latest-with-nulls|swap-latest|apply-changes|delete-older"


@dataclass(frozen=True)
class Equivalent:
    """Mutants of some exercises by some operators, whose change, or text, holds a pattern; and why they are the same."""

    exercises: str
    operators: str
    pattern: str
    why: str
    of_text: bool = False

    def fits(self, exercise: str, mutant: Mutant) -> bool:
        """Whether a mutant is one of these."""
        where = mutant.text if self.of_text else mutant.change
        return bool(
            re.fullmatch(self.exercises, exercise)
            and re.fullmatch(self.operators, mutant.operator)
            and re.search(self.pattern, where)
        )


EQUIVALENT = (
    Equivalent("first-query", "aggregate", r"\[-SUM-\] \{\+COUNT\+\}", "each of the values that are added is 1"),
    Equivalent("first-query", "rounding", r"\[-CAST", "the number is the same, as another kind of integer"),
    Equivalent(LATEST, "distinct", r"SELECT \{\+DISTINCT\+\} [^*]", "one row of a key is left by then"),
    Equivalent(
        "latest-with-ties", "rank", "RANK", "no two rows agree in sensor, at and seq, so no two have one rank"
    ),
    Equivalent(
        "latest-with-ties",
        "comparison",
        r"at \[-=-\] \{\+>=\+\}",
        "the later ones are taken by the other side of OR",
    ),
    Equivalent("latest-with-nulls", "comparison", "ctid", "of rows that are equally new, any is right"),
    Equivalent("latest-with-nulls|map-types", "value lost", r"ABS \( score", "scores are 0 to 10"),
    Equivalent("map-types", "boolean|constraint", r"DEFAULT", "an order always says whether it is paid"),
    Equivalent("map-types", "constraint", r"tags <>", "no JSON is an empty text"),
    Equivalent(
        "map-types", "constant", r"(18|38) ?-\]", "37 digits, or 13 before the point, are more than production has"
    ),
    Equivalent("map-types", "type", r"tags \[-VARCHAR-\] \{\+CHAR", "JSON with spaces behind is the same JSON"),
    Equivalent("warehouse-nps", "type", r"TIMESTAMP \{\+\( [03]", "production's TIMESTAMP has whole seconds"),
    Equivalent("warehouse-nps", "type|constant", r"TIMESTAMP \(", "production's TIMESTAMP has whole seconds"),
    Equivalent(
        "warehouse-nps",
        "type",
        r"score \[-(NUMERIC|DECIMAL)-\] \{\+(REAL|DOUBLE)",
        "a REAL holds each SMALLINT exactly",
    ),
    Equivalent(
        "warehouse-nps",
        "statement (dropped|doubled)|statements swapped",
        "COMMENT ON|DROP TABLE IF EXISTS",
        "a comment refuses no row, and there is no earlier table",
    ),
    Equivalent(
        "stage-with-defaults|own-identity",
        "ddl",
        r"\+(TEMP|UNLOGGED)\+",
        "the text does not ask that the copy outlives the session, or a crash",
    ),
    Equivalent(
        "stage-with-defaults|own-identity",
        "afterwards",
        "TABLE (temp_weather|tickets_copy) SET UNLOGGED",
        "the text does not ask that the copy outlives a crash",
    ),
    Equivalent(
        "own-identity",
        "ddl",
        r"INCLUDING \[-ALL-\] \{\+DEFAULTS",
        "NOT NULL is copied without it, and a key is not asked for",
    ),
    Equivalent("own-identity", "ddl", r"BY DEFAULT|ALWAYS", "both number the rows that come without an id"),
    Equivalent(
        "own-identity",
        "boolean|constant|word|coalesce",
        "",
        "new ids still come after the copied ones; a gap is none's business",
    ),
    Equivalent(
        "own-identity|repair-a-ctas", "statements swapped", "", "the statements do not need one another's work"
    ),
    Equivalent(
        "repair-a-ctas",
        "ddl",
        r"TEMP",
        "the helper table is not in the way: the text asks about weather_copy alone",
    ),
    Equivalent(
        "index-for-latest",
        "ddl",
        "UNIQUE",
        "the rows agree in no id and time, and the text asks for an index, of whatever kind",
    ),
    Equivalent("index-for-latest", "statement dropped", "CLUSTER", "an index alone is what the text asks for"),
)


def reason(exercise: str, mutant: Mutant) -> str:
    """Why a mutant of an exercise's answer is equivalent; "" for one that is not."""
    return next((each.why for each in EQUIVALENT if each.fits(exercise, mutant)), "")
