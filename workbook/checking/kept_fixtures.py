"""Fixtures that no answer has changed, put aside in their database: the next check need not load them again.

For a kernel, where one exercise is tried again and again: its large tables are loaded once. Not for grading, where
hidden rows must not lie where another student's answer can read.
"""

from collections.abc import Callable, Sequence

from workbook.databases.fixtures import Fixture

FOLLOWS = ("CREATE INDEX", "ANALYZE TABLE")  # what stays with a table that changes its name
Run = Callable[[str], object]  # one statement, in autocommit


class KeptFixtures:
    """What lies in one database of `engine`: a fixture in its place, others aside.

    `current` is the fixture in its place, as it was made; None if it may have changed: then all is wiped.
    """

    def __init__(self, engine: str, most: int) -> None:
        """Not more than `most` are put aside."""
        self.engine, self._most = engine, most
        self.current: Fixture | None = None
        self._aside: dict[str, Fixture] = {}

    def forget(self) -> None:
        """Nothing is known of the database any more."""
        self.current = None
        self._aside.clear()

    @property
    def must_wipe(self) -> bool:
        """Whether nothing that lies in the database is needed any more."""
        return not self._aside

    def bring(self, fixture: Fixture, run: Run) -> bool:
        """Put `fixture` in its place, if it lies in the database, and what was there aside.

        Where it does not (False), its place is free, unless all must be wiped.
        """
        if self.current is fixture:
            return True
        found = next((name for name, kept in self._aside.items() if kept is fixture), None)
        has_room = found or len(self._aside) < self._most
        if self.current is None or not has_room or not self._moves(self.current):
            self.forget()
            return False
        free = next(name for name in map("kept_{}".format, range(self._most + 1)) if name not in self._aside)
        moves = [(self.current, "", free)]
        if found:
            moves.append((fixture, found, ""))
            del self._aside[found]
        self._aside[free], self.current = self.current, None
        self._move(moves, run)
        return bool(found)

    def _moves(self, fixture: Fixture) -> bool:
        # Of MySQL's views, triggers and the like none follows a table that changes its name.
        entries = [entry for entry in fixture.source if isinstance(entry, str)]
        return self.engine == "warehouse" or all(entry.startswith(FOLLOWS) for entry in entries)

    def _move(self, moves: Sequence[tuple[Fixture, str, str]], run: Run) -> None:
        """Move fixtures, each from one place to another, in one round trip; "" is where an answer finds them."""
        if self.engine == "warehouse":
            steps = [f"ALTER SCHEMA {old or 'public'} RENAME TO {new or 'public'}" for _, old, new in moves]
            run("; ".join(steps))
            return
        # The reader has rights in one database, so the tables change their names in it.
        names = [
            (f"{old}_{table.name}" if old else table.name, f"{new}_{table.name}" if new else table.name)
            for fixture, old, new in moves
            for table in fixture.tables("source")
        ]
        run("RENAME TABLE " + ", ".join(f"`{old}` TO `{new}`" for old, new in names))
