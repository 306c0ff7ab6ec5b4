"""The rule "kept": a table that is still the same one, and what hung on it before the answer ran."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.checking.rules import table_structure
from workbook.checking.rules.table_rows import missing_table
from workbook.checking.run import Run
from workbook.checking.sql_runner import SqlRun
from workbook.exercises.rule import Rule
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Fault


@dataclass(frozen=True)
class SameTable(Rule):
    """`table` is the table that it was, and nothing but its rows has changed.

    It was neither dropped and made again, nor is it another one under its name. Columns and types, NOT NULL,
    defaults, key, constraints, indexes, triggers, rules, row-level security, the views on it and all grants are as
    they were. `but` names the parts that may change, as in table_structure.changes; `instead` says what to do
    where an answer has made it anew. A fixture without the table is passed over.
    """

    table: str
    instead: str = "Change the existing table with ALTER TABLE."
    but: tuple[str, ...] = ()

    name = "kept"
    of_the_first = True

    @property
    def passed(self) -> str:
        return f"{self.table} is the same table as before"

    @property
    def remember(self) -> Sequence[str]:
        return (f"SELECT to_regclass('{self.table}')::oid", table_structure.catalogue(self.table))

    def faults(self, run: Run) -> list[Fault]:
        """The fault of a table that was made anew, or that has other parts than before."""
        which, parts = self.remember
        if run.before[which] == [(None,)]:
            return []
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        found = table_structure.changes(run.before[parts], run.query(parts), self.but)
        evidence = (table_structure.shown(found),) if found else ()
        if run.query(which) != run.before[which]:
            says = f"{self.table} is another table than before: it was dropped or renamed, and created again."
            return [Fault(f"{says} {self.instead}", evidence)]
        if not found:
            return []
        says = f"{self.table} has changed in more than its rows: its {table_structure.named(found)}."
        return [Fault(says, evidence)]


TABLES = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind IN ('r', 'p', 'm', 'f') AND relpersistence <> 't'
AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
"""


def tables(run: Run) -> set[str]:
    """The names of the tables that are there now, temporary ones apart."""
    return {name for (name,) in run.query(TABLES)}


@dataclass(frozen=True)
class NoTableLeft(Rule):
    """No table is there that was not there before: an answer's own are gone, or were temporary.

    The table that a scenario names may be new, and so may those in `but`.
    """

    but: tuple[str, ...] = ()

    name = "kept"
    of_the_first = True
    passed = "no table of the answer's own is left"

    remember = (TABLES,)

    def faults(self, run: Run) -> list[Fault]:
        """The fault of a table that is left."""
        own = {name for (name,) in run.before[TABLES]} | {getattr(run.fixture, "table", ""), *self.but}
        left = sorted(tables(run) - own)
        if not left:
            return []
        says = f"{', '.join(left)} is left: drop your own tables at the end, or make them TEMPORARY."
        return [Fault(says)]


@dataclass(frozen=True)
class Granted(Rule):
    """The role `role` may still do `privilege` ("SELECT") on `table`, a table or a view."""

    table: str
    role: str
    privilege: str

    name = "kept"

    @property
    def passed(self) -> str:
        return f"{self.role} may still {self.privilege} from {self.table}"

    def faults(self, run: SqlRun) -> list[Fault]:
        """The fault of a lost grant."""
        if run.kind_of(self.table) is None:
            return [Fault(f"there is no {self.table}.")]
        asked = f"SELECT has_table_privilege('{self.role}', '{self.table}', '{self.privilege}')"
        if run.query(asked) == [(True,)]:
            return []
        return [Fault(f"the role {self.role} may not {self.privilege} from {self.table} any more.")]


@dataclass(frozen=True)
class ViewReads(Rule):
    """The view `view` is there and reads `table`: after `insert`, a row for `table`, it shows one more."""

    view: str
    table: str
    insert: str

    name = "kept"

    @property
    def passed(self) -> str:
        return f"the view {self.view} still reads {self.table}"

    def faults(self, run: Run) -> list[Fault]:
        """The fault of a view that is gone, or that reads something else."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        count = f"SELECT count(*) FROM {self.view}"
        before, missing = run.trial(count)
        if missing:
            return [Fault(f"the view {self.view} is gone or can't be read.\n{missing}")]
        after, refused = run.trial(f"{self.insert}; {count}")
        if refused:
            return [Fault(f"{self.table} refuses a row that {self.view} should show.\n{refused}")]
        if after[0][0] == before[0][0] + 1:
            return []
        return [Fault(f"a row that is inserted into {self.table} does not show in the view {self.view}.")]


@dataclass(frozen=True)
class ViewAsks(ViewReads):
    """The view answers the question that it answered before: `asked`, a SELECT of `table`, in names and rows.

    It is asked again after `more`, an INSERT of rows of all kinds: those that it shows, and those that it does
    not.
    """

    asked: str = ""
    more: str = ""

    of_the_first = True

    @property
    def passed(self) -> str:
        return f"the view {self.view} still reads {self.table}, and shows what it showed"

    def faults(self, run: Run) -> list[Fault]:
        """The fault of a view that is gone, that reads something else, or that asks another question."""
        found = super().faults(run)
        if found:
            return found
        names = self.asked.split(" FROM ")[0].removeprefix("SELECT ")
        shown, right = f"SELECT {names} FROM {self.view}", self.asked
        for extra, missing in ((shown, right), (right, shown)):
            rows, error = run.trial(f"{self.more}; {extra} EXCEPT ALL {missing} ORDER BY 1 LIMIT 3")
            if error:
                return [Fault(f"the view {self.view} no longer gives {names}.\n{error}")]
            if rows:
                word = "shows rows that it did not show" if extra == shown else "does not show rows that it showed"
                evidence = Rows(names.split(", "), rows)
                return [Fault(f"the view {self.view} {word}: it asks another question.", (evidence,))]
        return []


@dataclass(frozen=True)
class SameRows(Rule):
    """`table` holds the rows that it held: for one too large to compare row by row, so their hashes are summed.

    All of its types have a hash (json has none).
    """

    table: str

    name = "kept"

    @property
    def passed(self) -> str:
        return f"{self.table} holds the rows that it held"

    @property
    def remember(self) -> Sequence[str]:
        return (f"SELECT count(*), sum(hash_record_extended(kept, 0)) FROM {self.table} AS kept",)

    def faults(self, run: SqlRun) -> list[Fault]:
        """The fault of a table whose rows have changed."""
        fault = missing_table(run, self.table)
        if fault:
            return [fault]
        (query,) = self.remember
        now, error = run.trial(query)
        if error:
            return [Fault(f"{self.table} no longer has the columns that it had.\n{error}")]
        if now == run.before[query]:
            return []
        return [Fault(f"{self.table} does not hold the rows that it held: they should stay as they are.")]
