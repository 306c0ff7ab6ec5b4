"""The SQL that brings rows into a raw table before a step, for the lesson's scenarios."""

from collections.abc import Sequence


def insert(table: str, rows: Sequence[tuple]) -> str:
    """An INSERT of rows of the checks' own, whose texts hold no quotes; "" for none."""
    values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
    return f"INSERT INTO {table} VALUES {values}" if rows else ""


def _literal(value: object) -> str:
    return "NULL" if value is None else f"'{value}'"
