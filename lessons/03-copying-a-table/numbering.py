"""The rules of the exercise `own-identity`: where the ids of new tickets come from."""

from dataclasses import dataclass
from decimal import Decimal

from workbook.checking.rules.structure import NOT_NULL_VIOLATION, UNIQUE_VIOLATION
from workbook.checking.rules.table_rows import missing_table
from workbook.checking.sql_runner import SqlRun
from workbook.exercises import Fault, Rule

NEW_TICKETS = "INSERT INTO tickets_copy (subject) VALUES ('새 표'), ('second 🎫'), (NULL) RETURNING id"


@dataclass(frozen=True)
class NewIdsComeAfter(Rule):
    """Several tickets inserted into tickets_copy without ids get different ids, above all the copied ones."""

    name = "new ids"
    passed = "new tickets in tickets_copy get ids after the copied ones"

    def faults(self, run: SqlRun) -> list[Fault]:
        """An insert that is refused, or ids that are missing, repeated, or too low."""
        fault = missing_table(run, "tickets_copy")
        if fault:
            return [fault]
        rows, error = run.trial(NEW_TICKETS)
        if error:
            return [Fault(f"tickets_copy rejects tickets without an id. {self._reason(error)}\n{error}")]
        ids = [row[0] for row in rows]
        if len(ids) != 3:
            says = f"of three tickets inserted into tickets_copy, {len(ids)} come back. Nothing may drop a row."
            return [Fault(says)]
        if None in ids:
            return [
                Fault("a ticket inserted into tickets_copy without an id gets NULL for it: the default is lost.")
            ]
        if not all(isinstance(id, (int, Decimal)) for id in ids):
            return [Fault(f"new tickets get the ids {_listed(ids)}, which are not numbers.")]
        highest = max((row.id for row in run.fixture.rows("tickets")), default=None)
        if highest is not None and min(ids) <= highest:
            says = f"new tickets get the ids {_listed(ids)}, and the highest copied id is {highest}."
            return [Fault(f"{says} The numbering must go on after that one.")]
        if len(set(ids)) < len(ids):
            return [Fault(f"three tickets inserted at once get the ids {_listed(ids)}: each needs its own.")]
        return []

    @staticmethod
    def _reason(error) -> str:
        if error.code == UNIQUE_VIOLATION and "Key (id)" in str(error):
            return (
                "Its numbering gives an id that a copied ticket already has. It must start after the highest one."
            )
        if error.code == NOT_NULL_VIOLATION and 'column "id"' in str(error):
            return "Its column id has no default, so nothing numbers new tickets."
        return ""


def _listed(values: list) -> str:
    return ", ".join(map(str, values))


NEXT_IN_ORIGINAL = "INSERT INTO tickets (subject) VALUES ('the original')"


@dataclass(frozen=True)
class OriginalNumbersAlone(Rule):
    """tickets takes a ticket before and one after tickets are inserted into tickets_copy, and skips no id."""

    name = "own sequence"
    passed = "inserting into tickets_copy does not move the numbering of tickets"

    def faults(self, run: SqlRun) -> list[Fault]:
        """An original that refuses tickets, or whose ids jump."""
        rows, error = run.trial(
            f"{NEXT_IN_ORIGINAL}; {NEW_TICKETS}; {NEXT_IN_ORIGINAL};"
            "SELECT id FROM tickets WHERE xmin = pg_current_xact_id()::xid ORDER BY id"
        )
        if error:
            refused = run.attempt(NEXT_IN_ORIGINAL)  # if not, NewIdsComeAfter says what is wrong with the copy
            return [Fault(f"tickets itself no longer accepts a new ticket.\n{refused}")] if refused else []
        ids = [row[0] for row in rows if isinstance(row[0], int)]
        if len(ids) < 2:
            return [Fault("new tickets in tickets are not there afterwards, or their ids are not integers.")]
        before, after = ids[0], ids[-1]
        if after == before + 1:
            return []
        says = (
            f"the next ticket in tickets got the id {before}, then three were inserted into tickets_copy, and the"
            f" next one in tickets got {after}: the copy takes its ids from the original's sequence."
        )
        return [Fault(says)]
