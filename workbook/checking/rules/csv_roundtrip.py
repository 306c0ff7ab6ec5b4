"""The rule "load": the source's rows, as CSV, go into a table by COPY and come back as they were sent."""

import io
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import psycopg2
from psycopg2 import extensions

from workbook.checking.rules.table_rows import missing_table
from workbook.checking.rules.value_forms import Column, document
from workbook.checking.run import Run
from workbook.checking.sql_runner import SqlRun
from workbook.databases.loading import csv
from workbook.exercises.rule import Rule
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Fault

SHOWN = 5  # differing values
PLACE = re.compile(r"COPY \S+, line \d+, column ([^:]+)")

# What may stop a COPY, in words, where the column has no advice of its own.
STOPS = {
    "23502": "The source has rows with NULL there: don't add NOT NULL.",
    "23505": "The source has such rows: don't add a key that it does not have.",
    "23P01": "The source has such rows: don't add a constraint that it does not have.",
    "23514": "The source has such rows: don't add a CHECK that it does not have.",
    "54000": "An index, or a column stored PLAIN, holds short values only, and the source has longer ones.",
}
# Where the error is about a value and COPY names no column.
OF_ITS_OWN = "An index, a rule or a trigger of the table can't read what the source holds."


COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), typcategory
FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
WHERE attrelid = to_regclass('public.{table}') AND attnum > 0 AND NOT attisdropped
"""
STORED = """
SELECT relpersistence, relrowsecurity FROM pg_class
WHERE oid IN (SELECT to_regclass('public.{table}') UNION SELECT relid FROM pg_partition_tree('public.{table}'))
"""


# Columns that a sequence numbers, as serial and identity columns are, and that run out before an INT does.
NUMBERED = """
SELECT attname, seqmax FROM pg_depend
JOIN pg_sequence ON seqrelid = objid AND seqmax < 2147483647 AND NOT seqcycle
JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
WHERE classid = 'pg_class'::regclass AND deptype IN ('a', 'i') AND refobjid = to_regclass('public.{table}')
"""


@dataclass(frozen=True)
class CsvRoundtrip(Rule):
    """The rows of the fixture's source table `table` go into the warehouse's table of that name, by COPY.

    So they do by INSERT. `columns` names the columns in the order of the rows, the key first. All are loaded by
    name, so the table's may stand in another order and it may have more. Each load is undone. The table is in
    `public`, empty and logged.
    """

    table: str
    columns: Mapping[str, Column]

    name = "load"

    @property
    def passed(self) -> str:
        return f"the source's rows go into {self.table} by COPY, and come back as they were sent"

    def faults(self, run: SqlRun) -> list[Fault]:
        """No such table, a row that COPY or INSERT refuses, or values that come back changed."""
        fault = self._not_there(run)
        if fault:
            return [fault]
        found = run.query(COLUMNS.format(table=self.table))
        kinds = {name: kind for name, kind, _ in found}
        missing = [name for name in self.columns if name not in kinds]
        if missing:
            says = f"{self.table} has no column {', '.join(missing)}. Its columns are {', '.join(kinds)}."
            return [Fault(says)]
        fault = self._not_as_asked(run)
        if fault:
            return [fault]
        wrong = [
            name for name, _, category in found if name in self.columns and not self.columns[name].takes(category)
        ]
        sent = run.fixture.rows(self.table, "source")
        for way in ("COPY", "INSERT"):
            came, error = self._loaded(run, sent, way)
            fault = self._stopped(error, way) if error else self._changed(sent, came, way, kinds, wrong)
            if fault:
                return [self._with_others(fault, run, sent, kinds, wrong)]
        return []

    def _not_there(self, run: SqlRun) -> Fault | None:
        if run.kind_of(f"pg_temp.{self.table}") is not None:
            says = f"{self.table} is a temporary table: it is gone when its session ends, and loads come later."
            return Fault(says)
        fault = missing_table(run, f"public.{self.table}")
        if fault is None:
            return None
        elsewhere = run.query(
            "SELECT relnamespace::regnamespace::text FROM pg_class"
            f" WHERE relname = '{self.table}' AND relkind IN ('r', 'p') ORDER BY 1"
        )
        if run.kind_of(f"public.{self.table}") is None and elsewhere:
            schema = elsewhere[0][0]
            return Fault(f"{self.table} is in the schema {schema}: make it in public, where loads look for it.")
        return Fault(fault.text.replace("public.", ""))

    def _not_as_asked(self, run: SqlRun) -> Fault | None:
        """The fault of a table that is not empty, not logged, or not open to those who may read it."""
        if rows := run.query(f"SELECT count(*) FROM public.{self.table}")[0][0]:
            says = f"{self.table} is not empty: it holds {_rows(rows)}."
            return Fault(f"{says} It should be empty before the load, which brings all rows.")
        stored = run.query(STORED.format(table=self.table))
        if any(persistence == "u" for persistence, _ in stored):
            says = f"{self.table} is UNLOGGED: after a crash of the server it is empty. Leave that word out."
            return Fault(says)
        if any(hides for _, hides in stored):
            return Fault(f"{self.table} has row-level security, which hides its rows from others. Leave it off.")
        for name, most in run.query(NUMBERED.format(table=self.table)):
            says = f"{self.table} takes no more than {most:,} rows: the numbers of its column {name} end there."
            return Fault(f"{says} Leave the column out, or make it wider.")
        return None

    def _loaded(
        self, run: SqlRun, rows: Sequence[tuple], way: str, into: str = "", names: Sequence[str] = ()
    ) -> tuple[list[tuple], psycopg2.Error | None]:
        """The rows as they come back from the table, or from a new one that the query `into` makes."""
        table = "pg_temp.tried" if into else f"public.{self.table}"
        first = f"CREATE TEMP TABLE tried AS {into}" if into else ""
        return loaded(run, table, {name: self.columns[name] for name in names or self.columns}, rows, way, first)

    def _stopped(self, error: psycopg2.Error, way: str) -> Fault:
        diag = error.diag
        lines = [f"{diag.severity}:  {diag.message_primary}"]
        lines += [f"{label}:  {words}" for label, words in _details(diag) if words]
        place = PLACE.search(diag.context or "")
        name = place[1] if place else diag.column_name
        if name and name not in self.columns:
            advice = f"The source has no column {name}: give it a default, or leave it out."
        else:
            advice = self.columns[name].advice if place else ""
        return Fault(
            f"{way} refuses rows that the source has." + "\n" + "\n".join(lines),
            symptom=advice or (OF_ITS_OWN if str(error.pgcode)[:2] == "22" else STOPS.get(error.pgcode, "")),
        )

    def _changed(
        self,
        sent: Sequence[tuple],
        came: Sequence[tuple],
        way: str,
        kinds: Mapping[str, str],
        wrong: Sequence[str],
    ) -> Fault | None:
        """The fault of rows that came back other than they were sent, or of types that are not right; or None."""
        if len(came) != len(sent):
            says = f"{len(sent)} rows were loaded into {self.table} by {way}, and {len(came)} are there."
            return Fault(f"{says} It should keep every row.")
        rows, names = self._differences(sent, came, list(self.columns))
        names = [name for name in self.columns if name in names or name in wrong]
        if not names:
            return None
        key = next(iter(self.columns))
        evidence = (Rows([key, "column", "sent", "came back"], rows[:SHOWN]),) if rows else ()
        return Fault(_says(names, kinds), evidence, " ".join(self.columns[name].advice for name in names))

    def _differences(
        self, sent: Sequence[tuple], came: Sequence[tuple], columns: Sequence[str]
    ) -> tuple[list[tuple], list[str]]:
        """The values that differ, as (key, column, sent, came), a few of each column first; and those columns."""
        key = self.columns[columns[0]]
        by_key = {key.same(row[0]): row for row in came}
        wanted = {key.same(row[0]): row for row in sent}
        if by_key.keys() != wanted.keys():
            lost = [row[0] for value, row in wanted.items() if value not in by_key]
            new = [_came(row[0], 0) for value, row in by_key.items() if value not in wanted]
            # Rows can't be told by their key: say which of them are lost, and look at nothing else.
            keys = itertools.zip_longest(lost, new)
            return [(was, columns[0], was, now) for was, now in keys], [columns[0]]
        found: list[list[tuple]] = []
        for place, name in enumerate(columns[1:], 1):
            column = self.columns[name]
            pairs = ((row[0], row[place], by_key[value][place]) for value, row in wanted.items())
            changed = [pair for pair in pairs if _same(column, pair[1]) != _same(column, pair[2])]
            found += (
                [[(id_, name, before, _came(after, before)) for id_, before, after in changed]] if changed else []
            )
        in_turn = itertools.chain.from_iterable(itertools.zip_longest(*found))
        return [row for row in in_turn if row is not None], [rows[0][1] for rows in found]

    def _with_others(
        self, fault: Fault, run: SqlRun, sent: Sequence[tuple], kinds: Mapping[str, str], wrong: Sequence[str]
    ) -> Fault:
        """The fault, with all columns whose types are not right: each is tried alone, in a table of its own."""
        names = [
            name
            for place, name in enumerate(self.columns)
            if name in wrong or not self._holds(run, name, [(row[place],) for row in sent])
        ]
        if not names and fault.evidence:
            return replace(
                fault, symptom="The type holds these values: a trigger, a rule or a default changes them."
            )
        if not names:
            return fault
        first, *more = fault.text.split("\n", 1)
        says = f"{first} {_says(names, kinds, 'hold what it has')}" if more else _says(names, kinds)
        advice = " ".join(self.columns[name].advice for name in names)
        return replace(fault, text="\n".join([says, *more]), symptom=advice)

    def _holds(self, run: SqlRun, name: str, values: Sequence[tuple]) -> bool:
        """Whether the type of a column gives these values back."""
        into = f"SELECT {name} FROM public.{self.table} WHERE false"
        came, error = self._loaded(run, values, "COPY", into, [name])
        same = [[_same(self.columns[name], value) for (value,) in rows] for rows in (values, came)]
        return error is None and same[0] == same[1]


def loaded(
    run: Run, table: str, columns: Mapping[str, Column], rows: Sequence[tuple], way: str, first: str = ""
) -> tuple[list[tuple], psycopg2.Error | None]:
    """The new rows of `table`, after `rows` were loaded by COPY or by INSERT, or the error; all of it is undone.

    `first` is a statement that runs before the load.
    """
    names = ", ".join(columns)
    # As text, so that JSON's null and SQL's NULL stay apart.
    read = ", ".join(f"{name}::text" if column.same is document else name for name, column in columns.items())
    with run.session.connection.cursor() as cursor:
        cursor.execute(f"BEGIN; SET LOCAL statement_timeout = '{run.session.seconds}s'; {first}")
        try:
            if way == "COPY":
                cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN CSV", io.BytesIO(csv(rows)))
            else:
                values = ", ".join(map(_literals, rows))
                cursor.execute(f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES {values}")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"SELECT {read} FROM {table} WHERE xmin = pg_current_xact_id()::xid")
            return cursor.fetchall(), None
        except psycopg2.Error as error:
            return [], error
        except ValueError:  # a value that Python can't hold, as of the year 10000
            return [], None
        finally:
            cursor.execute("ROLLBACK")


def _literals(row: Sequence[object]) -> str:
    """A row for VALUES: as in a file, the column's type reads what is written."""
    written = ("NULL" if value is None else "'" + str(value).replace("'", "''") + "'" for value in row)
    return f"({', '.join(written)})"


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _details(diag: extensions.Diagnostics) -> list[tuple[str, str | None]]:
    return [("DETAIL", diag.message_detail), ("CONTEXT", (diag.context or "").partition("\n")[0])]


def _same(column: Column, value: object) -> tuple[type, object]:
    value = column.same(value)
    return type(value), value


def _came(value: object, sent: object) -> object:
    """A value as it came back, so that it can be told from what was sent."""
    if isinstance(value, float):
        return Decimal(value)
    return repr(value) if isinstance(value, str) and not isinstance(sent, str) else value


def _says(names: Sequence[str], kinds: Mapping[str, str], what: str = "come back as sent") -> str:
    *others, last = (f"{name} ({kinds[name]})" for name in names)
    listed = " and ".join([", ".join(others), last] if others else [last])
    return f"{listed} {'do' if others else 'does'} not {what}."
