"""Rows that can't be stored: with a value that no driver can send, or with one that the server refuses."""

from collections.abc import Iterator, Mapping, Sequence

# By the beginning of a column's type: a value that the driver sends, and the server refuses as out of range.
OUT_OF_RANGE = {
    "SMALLINT": 2**15,
    "INT": 2**31,
    "BIGINT": 2**63,
    "REAL": 1e39,
    "DATE": "2025-02-30",
    "TIMESTAMP": "2025-02-30 00:00:00",
}


class Unsendable:
    """A value that no driver can send, nor any text hold.

    It raises what a text with a NUL character raises in psycopg2: no error of the driver's own kind.
    """

    def __str__(self) -> str:
        raise ValueError("this value can't be sent")

    __repr__ = __format__ = __conform__ = lambda self, *_: self.__str__()


def bad_rows(
    rows: Sequence[tuple], columns: Sequence[str], kinds: Mapping[str, str], key: Sequence[str]
) -> Iterator[tuple[str, list[tuple]]]:
    """Lists like `rows` with one row in each that can't be stored, and what is wrong with it, in words.

    `columns` names the rows' values; `kinds` maps a column to its type, `key` are those that are never NULL. Each
    column is tried, by turns in the first row, one in the middle and the last.
    """
    places = (len(rows) // 2, len(rows) - 1, 0)
    tried = 0
    for at, name in enumerate(columns):
        for what, value in _values(kinds.get(name, ""), name in key):
            place = places[tried % len(places)]
            tried += 1
            row = (*rows[place][:at], value, *rows[place][at + 1 :])
            words = what.format(column=name)
            yield f"row {place + 1} of {len(rows)} holds {words}", [*rows[:place], row, *rows[place + 1 :]]


def _values(kind: str, is_key: bool) -> Iterator[tuple[str, object]]:
    yield "a value that can't be sent, as {column}", Unsendable()
    yield "an object that is not a value, as {column}", object()
    if is_key:
        yield "NULL as {column}, which the table refuses", None
    for begin, value in OUT_OF_RANGE.items():
        if kind.upper().startswith(begin):
            yield f"{value!r} as {{column}}, which the table refuses", value
            return
