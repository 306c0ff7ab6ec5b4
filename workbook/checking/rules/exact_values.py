"""What a copy holds is what the source holds, to the letter: rows compared value by value, as their types say."""

import datetime
import json
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from workbook.checking.compare import in_utc
from workbook.checking.rules.value_forms import document, moment, number, text
from workbook.databases.fixtures import Table
from workbook.exercises.tables import Rows
from workbook.exercises.verdicts import Fault

SHOWN = 5  # differing values or rows
FLOAT_DIGITS = 15
WORDS_FOR_NULL = ("None", "NULL", "null", "nan", "NaN", "NaT", "<NA>", r"\N")
QUARTER = datetime.timedelta(minutes=15)  # all time zones are whole quarters of an hour


def truth(value: object) -> object:
    """A BOOLEAN, which MySQL stores as 0 or 1."""
    return None if value is None else bool(value)


def written(value: object) -> object:
    """JSON by what it says, as one text."""
    return json.dumps(document(value), sort_keys=True, default=lambda number: {"number": str(number.normalize())})


# The beginning of a warehouse column's type -> a form in which equal values are equal; text for all others.
FORMS = {
    "JSON": written,
    "BOOL": truth,
    **dict.fromkeys(("INT", "BIGINT", "SMALLINT", "NUMERIC", "DECIMAL", "DOUBLE", "REAL"), number),
    **dict.fromkeys(("DATE", "TIMESTAMP"), moment),
}


def form(kind: str) -> Callable[[object], object]:
    """The form of the values of a warehouse column, from its type as it stands in CREATE TABLE."""
    return next((same for begin, same in FORMS.items() if kind.upper().startswith(begin)), text)


def select(table: Table) -> str:
    """SQL for the rows of a warehouse table. JSON comes as text, so that its null and SQL's NULL stay apart."""
    names = [f"{name}::text" if form(kind) is written else name for name, kind in table.columns.items()]
    return f"SELECT {', '.join(names)} FROM {table.name}"


def difference(table: Table, sent: Sequence[tuple], came: Sequence[tuple]) -> Fault | None:
    """The fault of rows of the warehouse's `table` that differ from those sent, in any order; None if none do."""
    forms = [form(kind) for kind in table.columns.values()]

    def key(row: Sequence) -> tuple:
        values = [same(value) for same, value in zip(forms, row, strict=False)]
        return tuple((type(value), value) for value in values)

    missing, surplus = _left(sent, came, key), _left(came, sent, key)
    if not missing and not surplus:
        return None
    pairs = _pairs(missing, surplus, key)
    return _changed(table, pairs, key) if pairs else _other_rows(table, missing, surplus)


def _left(rows: Sequence[tuple], others: Sequence[tuple], key: Callable) -> list[tuple]:
    """The rows that are not among the others, each as often as it is there too often."""
    there = Counter(map(key, others))
    left = []
    for row in rows:
        if there[key(row)]:
            there[key(row)] -= 1
        else:
            left.append(row)
    return left


def _pairs(missing: Sequence[tuple], surplus: Sequence[tuple], key: Callable) -> list[tuple[tuple, tuple]]:
    """Each missing row with the row that came in its place, by their first value; [] where that does not tell."""
    by_first = {key(row[:1]): row for row in surplus}
    firsts = {key(row[:1]) for row in missing}
    if len(missing) != len(firsts) or len(surplus) != len(by_first) or firsts != by_first.keys():
        return []
    return [(row, by_first[key(row[:1])]) for row in missing]


def _changed(table: Table, pairs: Sequence[tuple[tuple, tuple]], key: Callable) -> Fault:
    first, *_ = names = list(table.columns)
    found = [
        (sent[0], names[place], sent[place], came[place])
        for sent, came in pairs
        for place, (one, other) in enumerate(zip(key(sent), key(came), strict=True))
        if one != other
    ]
    columns = ", ".join(f"{name} ({table.columns[name]})" for name in dict.fromkeys(row[1] for row in found))
    more = f"… and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    shown = [(id, name, _visible(sent), _visible(came)) for id, name, sent, came in found[:SHOWN]]
    evidence = Rows([first, "column", "in the source", "came"], shown, more)
    reasons = dict.fromkeys(filter(None, (reason(sent, came) for *_, sent, came in found)))
    return Fault(f"values changed on their way: {columns}.", (evidence,), " ".join(reasons))


def _other_rows(table: Table, missing: Sequence[tuple], surplus: Sequence[tuple]) -> Fault:
    counts = [f"{_rows(len(missing))} missing"] * bool(missing)
    counts += [f"{_rows(len(surplus))} not expected"] * bool(surplus)
    marked = [("missing", *map(_visible, row)) for row in missing[:SHOWN]]
    marked += [("not expected", *map(_visible, row)) for row in surplus[:SHOWN]]
    more = len(missing) + len(surplus) - len(marked)
    evidence = Rows(["", *table.columns], marked, f"… and {more} more" if more else "")
    return Fault(f"{table.name} does not hold the source's rows: {', '.join(counts)}.", (evidence,))


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _visible(value: object) -> object:
    """Text in quotes, its line ends and tabs written out; other values as they are."""
    return repr(value) if isinstance(value, str) else value


def reason(sent: object, came: object) -> str:
    """In words, why a value may have come as another; "" where that can't be told from the two."""
    if sent is None and isinstance(came, str):
        return _null_came(came)
    if sent == "" and came is None:
        return "An empty text came as NULL: nothing between two commas means NULL. Write '' as \"\"."
    if isinstance(sent, str) and isinstance(came, str):
        return _text_came(sent, came)
    if isinstance(sent, (int, Decimal)) and isinstance(came, (int, float, Decimal)):
        least = Decimal(10) ** -FLOAT_DIGITS * abs(Decimal(sent))
        if float(sent) == float(came) or abs(sent - Decimal(came)) < least:
            return "A number went through a float, which keeps about 15 digits: int and Decimal keep all."
        return "A number was rounded." if abs(sent - Decimal(came)) < 1 else ""
    if isinstance(sent, datetime.datetime) and isinstance(came, datetime.datetime):
        return _moment_came(sent, in_utc(came))
    return ""


def _null_came(came: str) -> str:
    if came == "":
        return 'NULL came as an empty text: "" in quotes is an empty text. For NULL write nothing at all.'
    if came in WORDS_FOR_NULL:
        return f"NULL came as the word {came}: for NULL write nothing at all."
    return ""


def _text_came(sent: str, came: str) -> str:
    if came.startswith("\ufeff"):
        return "There is a byte order mark before the first value: the encoding is utf-8, not utf-8-sig."
    if _lines(sent) == _lines(came):
        return "A line end inside of a text changed: a text file that is opened without newline='' does that."
    if sent.strip() == came.strip():
        return "Spaces or line ends around a text are gone, or were added."
    if came.replace('""', '"') == sent:
        return "Quotes inside of a text were doubled twice."
    if came == sent.replace('"', ""):
        return "Quotes inside of a text are lost."
    if "?" in came and "?" not in sent:
        return "Characters were replaced by ?: write the CSV as UTF-8."
    return ""


def _lines(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _moment_came(sent: datetime.datetime, came: datetime.datetime) -> str:
    if sent.replace(microsecond=0) == came.replace(microsecond=0):
        return "Parts of a second were cut off."
    if (sent - came) % QUARTER == datetime.timedelta(0) and abs(sent - came) <= datetime.timedelta(hours=14):
        return "A time is off by some hours: it was converted to another time zone."
    return ""
