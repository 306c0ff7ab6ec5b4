"""One run of an answer on one fixture, as rules look at it: what was there before, and what it left."""

from dataclasses import dataclass, field

from workbook.checking.table_observer import Observation
from workbook.databases import sqltext
from workbook.databases.fixtures import Fixture
from workbook.databases.sql_session import Session, SqlError


@dataclass
class Run:
    """One run of an answer on one fixture, and the session in which to look at what it left."""

    fixture: Fixture
    session: Session
    error: BaseException | None = None
    before: dict[str, list[tuple]] = field(default_factory=dict)  # what a rule had asked before the answer ran
    observations: list[Observation] = field(default_factory=list)  # of a second session, where one is asked for
    left_open: bool = False  # a transaction that was still open at the end, and so was rolled back
    _kinds: dict[str, str | None] = field(default_factory=dict)
    _read: dict[str, list[tuple]] = field(default_factory=dict)

    def query(self, text: str) -> list[tuple]:
        """The rows of one query on what the answer left."""
        return self._all_at_once(text)

    def read(self, text: str) -> list[tuple]:
        """As `query`, and asked once only, however many look: until the answer runs again."""
        if text not in self._read:
            self._read[text] = self.query(text)
        return self._read[text]

    def attempt(self, text: str) -> SqlError | None:
        """Try statements on what the answer left, undo them, and return the error that stopped them, if any."""
        return self.trial(text)[1]

    def trial(self, text: str) -> tuple[list[tuple], SqlError | None]:
        """Run statements inside a transaction that is undone; the last one's rows, and the error, if any."""
        try:
            return self._all_at_once(text, "BEGIN;"), None
        except SqlError as error:
            return [], error
        finally:
            self._all_at_once("ROLLBACK")

    def kind_of(self, table: str) -> str | None:
        """What the answer left under the name `table`, as pg_class.relkind says it; None for nothing."""
        if table not in self._kinds:
            found = self.query(f"SELECT relkind FROM pg_class WHERE oid = to_regclass('{table}')")
            self._kinds[table] = found[0][0] if found else None
        return self._kinds[table]

    def again(self) -> BaseException | None:
        """Run the answer once more on what it left; the error that stopped it, if any."""
        raise NotImplementedError

    def forget(self) -> None:
        """What was read is not so any more."""
        self._kinds.clear()
        self._read.clear()

    def _all_at_once(self, text: str, before: str = "") -> list[tuple]:
        """Send statements of our own in one round trip; the last one's rows.

        Raises SqlError, which shows a place in `text`: `before` is not counted.
        """
        ours = sqltext.Statement(before + text, -len(before), ())
        return self.session.statement(ours, text, watched=False).rows
