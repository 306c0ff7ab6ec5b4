"""How a cell's results are shown, and kept as a DataFrame."""

from typing import TYPE_CHECKING

from IPython.display import display

from workbook.databases.sql_session import Result
from workbook.exercises.tables import Rows

if TYPE_CHECKING:
    import pandas

WHOLE, HEAD = 40, 10  # a result of up to WHOLE rows is shown whole, of a longer one the first HEAD


def frame(result: Result) -> "pandas.DataFrame":
    """The rows as a DataFrame; whole numbers stay whole beside NULL, where pandas would round them to floats."""
    import pandas  # half a second, which only those cells pay that ask for a frame

    frame = pandas.DataFrame(result.rows, columns=result.columns)
    for at, name in enumerate(result.names):
        values = {type(row[at]) for row in result.rows}
        if values == {int, type(None)} and result.names.count(name) == 1:
            frame[name] = pandas.array([row[at] for row in result.rows], dtype="Int64")
    return frame


def show(result: Result) -> None:
    """A table; of EXPLAIN the lines as they are, since a table would lose their indentation."""
    if result.columns in (["QUERY PLAN"], ["EXPLAIN"]) and all(isinstance(row[0], str) for row in result.rows):
        more = result.count - len(result.rows)
        # The empty line parts it from the next statement's plan.
        print(*(row[0] for row in result.rows), f"… and {more} more lines\n" if more else "", sep="\n")
    else:
        display(_table(result))


def _table(result: Result) -> Rows:
    assert result.columns is not None
    if result.count <= WHOLE:
        return Rows(result.columns, result.rows, f"{result.count} row{'' if result.count == 1 else 's'}")
    return Rows(result.columns, result.rows[:HEAD], f"{result.count:,} rows, the first {HEAD} shown")
