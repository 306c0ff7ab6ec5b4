"""Rows as a person reads them: in a notebook as HTML, elsewhere as text; the same words in both.

Not pandas' or a table library's: NULL is told from the text NULL and from '', values are written as SQL writes
them, Hangul takes two columns, and outputs that are committed do not change with a library's version.
"""

import datetime
import html
import json
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

WIDEST = 60  # characters of one value


def shown(value: object) -> str:
    """One value, written as SQL would: NULL, true, 2025-01-01 06:00:00."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (bytes, memoryview)):
        return "\\x" + bytes(value).hex()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _cut(text: str) -> str:
    text = text.replace("\r", "␍").replace("\n", "⏎").replace("\t", "⇥")
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _width(text: str) -> int:
    """Columns on a terminal: Hangul and emoji take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Rows:
    """A table to be shown: in Jupyter as HTML, as text by str(); `note` stands below it."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence], note: str = "") -> None:
        self.columns, self.rows, self.note = list(columns), [tuple(row) for row in rows], note

    def __repr__(self) -> str:
        cells = [self.columns, *([_cut(shown(v)) for v in row] for row in self.rows)]
        widths = [max(_width(row[i]) for row in cells) for i in range(len(self.columns))]
        right = [side == "right" for side in self._sides()]

        def line(row: Sequence[str]) -> str:
            pads = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
            parts = [p + c if r else c + p for c, p, r in zip(row, pads, right, strict=True)]
            return "  ".join(parts).rstrip()

        lines = [line(cells[0]), "  ".join("-" * width for width in widths), *map(line, cells[1:])]
        return "\n".join([*lines, self.note] if self.note else lines)

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th style="text-align: {side}">{html.escape(name)}</th>'
            for name, side in zip(self.columns, self._sides(), strict=True)
        )
        body = "".join(f"<tr>{''.join(map(_html_cell, row, self._sides()))}</tr>" for row in self.rows)
        note = f"<p>{html.escape(self.note)}</p>" if self.note else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"

    def _sides(self) -> list[str]:
        """Where each column's values stand: numbers to the right."""
        numbers = [any(_is_number(row[i]) for row in self.rows) for i in range(len(self.columns))]
        return ["right" if number else "left" for number in numbers]


def _html_cell(value: object, side: str) -> str:
    text = html.escape(_cut(shown(value)))
    return f'<td style="text-align: {side}">{f"<em>{text}</em>" if value is None else text}</td>'
