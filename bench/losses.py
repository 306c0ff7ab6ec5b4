"""What arrives of values that are easily lost, tool by tool: small tables, copied by each, and compared."""

import csv
import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from benchmark_servers import Failed, Ground
from peers import Peer

DATABASE = "awkward"
ZONE = "+09:00"  # of the source's sessions, unless they ask for another
KEPT = ""
WORDS = 100  # characters of an error that are shown


@dataclass(frozen=True)
class Kind:
    """A table `(id, value)`: its column's type on both sides, and the values by what is special about them.

    A value is what SELECT prints of it in UTC; None is NULL.
    """

    table: str
    source: str
    warehouse: str
    values: dict[str, str | None]


KINDS = [
    Kind(
        "texts", "TEXT", "TEXT",
        {
            "NULL": None,
            "an empty text": "",
            "quotes and commas": 'He said "no", twice.',
            "a line feed": "first\nsecond",
            "a carriage return": "first\rsecond",
            "Hangul": "한글",
            "an emoji": "🙂",
            "the text NULL": "NULL",
            r"the text \N": r"\N",
        },
    ),
    Kind("prices", "DECIMAL(20,4)", "NUMERIC(20,4)", {"DECIMAL(20,4)": "1234567890123456.7891"}),
    Kind("moments", "DATETIME(6)", "TIMESTAMP", {"DATETIME(6)": "2025-03-01 09:15:00.123456"}),
    Kind("numbers", "BIGINT UNSIGNED", "NUMERIC(20)", {"the largest BIGINT UNSIGNED": "18446744073709551615"}),
    Kind("levels", "TINYINT(1)", "SMALLINT", {"2 in a TINYINT(1)": "2"}),
    Kind("documents", "JSON", "JSON", {"JSON": '{"이름": "한\\n글", "n": null}'}),
    Kind("stamps", "TIMESTAMP NULL", "TIMESTAMP", {"TIMESTAMP, session in +09:00": "2025-03-01 00:15:00"}),
]  # fmt: skip


def make(ground: Ground) -> None:
    """Make the tables on the source; from then on its sessions begin in ZONE."""
    ground.new_database(DATABASE, on_source=True)
    with ground.source(DATABASE) as connection, connection.cursor() as cursor:
        for kind in KINDS:
            cursor.execute(f"CREATE TABLE {kind.table} (id INT NOT NULL PRIMARY KEY, value {kind.source})")
            cursor.executemany(f"INSERT INTO {kind.table} VALUES (%s, %s)", list(enumerate(kind.values.values())))
        cursor.execute("SET GLOBAL time_zone = %s", [ZONE])


def of_ours(ground: Ground, module: str) -> dict[str, str]:
    """What a pipeline of lesson 07 loses, by value; KEPT where it arrived."""

    def copy(kind: Kind, database: str) -> None:
        ground.ask(database, f"CREATE TABLE {kind.table} (id INT NOT NULL PRIMARY KEY, value {kind.warehouse})")
        ground.client("refresh", module, DATABASE, database, kind.table)

    return _compare(ground, module, copy)


def of_peer(ground: Ground, peer: Peer) -> dict[str, str]:
    """What another tool loses, which makes the table as it likes."""

    def copy(kind: Kind, database: str) -> None:
        ends = ground.ends(database)
        here = type(ends)(ground.ends(DATABASE).source, ends.warehouse)
        ground.run(peer.copy(here, kind.table, ground.folder), peer.env)

    return _compare(ground, peer.name, copy)


def _compare(ground: Ground, name: str, copy) -> dict[str, str]:
    database = f"awkward_{name}"
    ground.new_database(database)
    found = {}
    for kind in KINDS:
        try:
            copy(kind, database)
            arrived = _rows(ground, database, kind.table)
        except Failed as error:
            found |= dict.fromkeys(kind.values, f"an error: {str(error)[:WORDS]}")
            continue
        for number, (what, sent) in enumerate(kind.values.items()):
            if number not in arrived:
                found[what] = "no row"
            else:
                found[what] = KEPT if same(kind, sent, arrived[number]) else _said(arrived[number])
    return found


def _rows(ground: Ground, database: str, table: str) -> dict[int, str | None]:
    rows = f"SELECT json_object_agg(id, value::text) FROM {table}"
    return {int(id): value for id, value in (ground.ask(database, rows) or {}).items()}


def same(kind: Kind, sent: str | None, arrived: str | None) -> bool:
    """Whether the text that the warehouse prints means the value that was sent."""
    if sent is None or arrived is None:
        return sent is arrived
    try:
        if kind.table in ("prices", "numbers", "levels"):
            return Decimal(sent) == Decimal(arrived)
        if kind.table in ("moments", "stamps"):
            return _moment(sent) == _moment(arrived)
        if kind.table == "documents":
            return json.loads(sent) == json.loads(arrived)
    except (InvalidOperation, ValueError):
        return False
    return sent == arrived


def _moment(text: str) -> dt.datetime:
    """In UTC, the zone of our sessions in the warehouse, whether the text says so or not."""
    moment = dt.datetime.fromisoformat(text)
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _said(value: str | None) -> str:
    return "NULL" if value is None else json.dumps(value, ensure_ascii=False)


def write(path: Path, found: dict[str, dict[str, str]]) -> None:
    """The table as CSV: a line a value, a column a tool; an empty field is a value that arrived."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([f"value, as of {dt.date.today()}", *found])
        for kind in KINDS:
            for what in kind.values:
                writer.writerow([what, *(of_tool[what] for of_tool in found.values())])
