"""The rule "load": the source's rows, as CSV, go into a table by COPY and come back as they were sent."""

import datetime
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import psycopg2
from psycopg2 import extensions

from workbook.checking.compare import in_utc
from workbook.checking.rules.table_rows import missing_table
from workbook.checking.sql_runner import SqlRun
from workbook.exercises.rule import Rule
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Fault

SHOWN = 5  # differing values
PLACE = re.compile(r"COPY \S+, line \d+, column ([^:]+)")

# What may stop a COPY, in words, where the column has no advice of its own.
STOPS = {
    "22001": "The column is too short for what the source holds.",
    "22003": "The column is too narrow for what the source holds.",
    "22P02": "The column's type can't read what the source holds.",
    "22007": "The column's type can't read what the source holds.",
    "23502": "The source has rows with NULL there: don't add NOT NULL.",
    "23505": "The source has such rows: don't add a key that it does not have.",
    "23514": "The source has such rows: don't add a CHECK that it does not have.",
}


def number(value: object) -> object:
    """Numbers by their exact value: 0.1 as a binary fraction is not 0.10."""
    return Decimal(value) if isinstance(value, (int, float, Decimal)) else value


def text(value: object) -> object:
    """Text, to the letter."""
    return value


def moment(value: object) -> object:
    """A date with a time, to the microsecond, in UTC where it has a zone."""
    return in_utc(value) if isinstance(value, datetime.datetime) else value


def document(value: object) -> object:
    """JSON, by what it says: spaces and the order of keys don't matter. JSON's null is not SQL's NULL."""
    if not isinstance(value, (str, bytes, bytearray)):
        return value
    try:
        return "JSON", json.loads(value, parse_float=Decimal)
    except ValueError:
        return value


@dataclass(frozen=True)
class Column:
    """A column to load: `same` gives a form in which equal values are equal; `advice` helps where they are not."""

    same: Callable[[object], object]
    advice: str = ""


def csv(rows: Sequence[tuple]) -> bytes:
    """Rows as CSV in UTF-8 without a header: NULL is an empty field, text is quoted, so '' is not NULL."""

    def field(value: object) -> str:
        if value is None:
            return ""
        return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)

    return "".join(",".join(map(field, row)) + "\n" for row in rows).encode()


@dataclass(frozen=True)
class CsvRoundtrip(Rule):
    """The rows of the fixture's source table `table` go into the warehouse's table of that name, by COPY.

    `columns` names the columns in the order of the rows, the key first. All are loaded by name, so the table's may
    stand in another order and it may have more. The load is undone.
    """

    table: str
    columns: Mapping[str, Column]

    name = "load"

    @property
    def passed(self) -> str:
        return f"the source's rows go into {self.table} by COPY, and come back as they were sent"

    def faults(self, run: SqlRun) -> list[Fault]:
        """No such table, a row that COPY refuses, or values that come back changed."""
        fault = self._no_table(run)
        if fault:
            return [fault]
        kinds = dict(
            run.query(
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                f" WHERE attrelid = to_regclass('{self.table}') AND attnum > 0 AND NOT attisdropped"
            )
        )
        missing = [name for name in self.columns if name not in kinds]
        if missing:
            says = f"{self.table} has no column {', '.join(missing)}. Its columns are {', '.join(kinds)}."
            return [Fault(says)]
        sent = run.fixture.rows(self.table, "source")
        came, error = self._loaded(run, sent)
        if error:
            return [self._stopped(error)]
        fault = self._changed(sent, came, kinds)
        return [fault] if fault else []

    def _no_table(self, run: SqlRun) -> Fault | None:
        fault = missing_table(run, self.table)
        if fault is None:
            found = run.query(f"SELECT relpersistence FROM pg_class WHERE oid = to_regclass('{self.table}')")
            if found == [("t",)]:
                says = (
                    f"{self.table} is a temporary table: it is gone when its session ends, and loads come later."
                )
                return Fault(says)
            return None
        elsewhere = run.query(
            "SELECT relnamespace::regnamespace::text FROM pg_class"
            f" WHERE relname = '{self.table}' AND relkind IN ('r', 'p') ORDER BY 1"
        )
        if run.kind_of(self.table) is None and elsewhere:
            schema = elsewhere[0][0]
            return Fault(
                f"{self.table} is in the schema {schema}, and a query for {self.table} does not look there:"
                " make it in public, where a name without a schema is put."
            )
        return fault

    def _loaded(self, run: SqlRun, rows: Sequence[tuple]) -> tuple[list[tuple], psycopg2.Error | None]:
        # As text, so that JSON's null and SQL's NULL stay apart.
        read = [f"{name}::text" if column.same is document else name for name, column in self.columns.items()]
        with run.session.connection.cursor() as cursor:
            cursor.execute(f"BEGIN; SET LOCAL statement_timeout = '{run.session.seconds}s'")
            try:
                names = ", ".join(self.columns)
                cursor.copy_expert(f"COPY {self.table} ({names}) FROM STDIN CSV", io.BytesIO(csv(rows)))
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"SELECT {', '.join(read)} FROM {self.table}")
                return cursor.fetchall(), None
            except psycopg2.Error as error:
                return [], error
            finally:
                cursor.execute("ROLLBACK")

    def _stopped(self, error: psycopg2.Error) -> Fault:
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
            "COPY refuses rows that the source has." + "\n" + "\n".join(lines),
            symptom=advice or STOPS.get(error.pgcode, ""),
        )

    def _changed(self, sent: Sequence[tuple], came: Sequence[tuple], kinds: Mapping[str, str]) -> Fault | None:
        """The fault of rows that came back other than they were sent, or None."""
        (key, column), *others = self.columns.items()
        by_key = {column.same(row[0]): row for row in came}
        wanted = {column.same(row[0]): row for row in sent}
        if len(came) != len(sent):
            return Fault(
                f"{len(sent)} rows were loaded into {self.table}, and {len(came)} are there."
                " It should be empty before the load, and keep every row."
            )
        if by_key.keys() != wanted.keys():
            lost = [row[0] for value, row in wanted.items() if value not in by_key]
            new = [_came(row[0], 0) for value, row in by_key.items() if value not in wanted]
            shown = Rows([f"{key} sent", f"{key} that came back"], [*zip(lost, new, strict=False)][:SHOWN])
            return Fault(_says([key], kinds), (shown,), column.advice)
        rows, names = [], []
        for place, (name, other) in enumerate(others, 1):
            pairs = [(row[0], row[place], by_key[value][place]) for value, row in wanted.items()]
            changed = [pair for pair in pairs if _same(other, pair[1]) != _same(other, pair[2])]
            names += [name] if changed else []
            rows += [(id_, name, before, _came(after, before)) for id_, before, after in changed]
        if not names:
            return None
        shown = Rows([key, "column", "sent", "came back"], rows[:SHOWN])
        advice = " ".join(self.columns[name].advice for name in names)
        return Fault(_says(names, kinds), (shown,), advice)


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


def _says(names: Sequence[str], kinds: Mapping[str, str]) -> str:
    columns = " and ".join(f"{name} ({kinds[name]})" for name in names)
    verb = "does" if len(names) == 1 else "do"
    return f"{columns} {verb} not come back as sent."
