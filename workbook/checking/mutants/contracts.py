"""What the exercises' texts ask of tables beyond their rows, by exercise, for operators that must know it.

Operators do not make what these facts show to be the same; what is left of that is listed in `equivalent`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Columns = Mapping[str, str]  # a table's columns, with their types

WEATHER: Columns = {
    "date": "DATE PRIMARY KEY",
    "temp": "REAL",
    "min_temp": "REAL",
    "max_temp": "REAL",
    "created_date": "TIMESTAMP DEFAULT now()",
}
STAGED: Columns = {**WEATHER, "date": "DATE"}
NPS: Columns = {
    "id": "INT NOT NULL PRIMARY KEY",
    "created_at": "TIMESTAMP",
    "score": "SMALLINT",
    "modified": "TIMESTAMP NOT NULL",
    "deleted": "BOOLEAN NOT NULL",
}


@dataclass(frozen=True)
class Contract:
    """What an exercise asks of tables.

    `same` are tables that stay the same relation, with nothing more hanging on them, and `made` those that the
    answer makes, which nothing but the text's own constraints may refuse rows to. `atomic`: no other session may
    see a part of the work. `never_null` are columns without NOT NULL that hold no NULL all the same. `lasting`:
    what the answer makes must outlive the session and a crash. `faults`: an error must reach the caller. `ties`:
    rows of one key may be equal in all that the text sorts by. `partners`: each row has its row in the tables that
    it is joined with.
    """

    same: Mapping[str, Columns] = field(default_factory=dict)
    made: Mapping[str, Columns] = field(default_factory=dict)
    atomic: bool = False
    never_null: tuple[str, ...] = ()
    lasting: bool = True
    faults: bool = True
    ties: bool = True
    partners: bool = False


CONTRACTS = {
    "warehouse-nps": Contract(
        made={"nps": {"id": "INT PRIMARY KEY", "created_at": "TIMESTAMP", "score": "SMALLINT"}},
        never_null=("id", "created_at", "score"),
    ),
    "map-types": Contract(
        made={
            "orders": {
                "id": "NUMERIC PRIMARY KEY",
                "amount": "NUMERIC",
                "paid": "SMALLINT NOT NULL",
                "placed_at": "TIMESTAMP NOT NULL",
                "note": "TEXT",
                "tags": "JSONB",
            }
        },
        never_null=("paid", "placed_at"),
    ),
    "stage-with-defaults": Contract(
        {"weather_forecast": WEATHER}, {"temp_weather": STAGED}, False, ("date", "created_date"), lasting=False
    ),
    "own-identity": Contract(
        made={"tickets_copy": {"id": "INT PRIMARY KEY", "subject": "TEXT", "opened": "TIMESTAMP"}}, lasting=False
    ),
    "repair-a-ctas": Contract({"weather_copy": WEATHER}, never_null=("created_date",)),
    "latest-per-day": Contract(never_null=("date", "created_date")),
    "latest-with-ties": Contract(never_null=("sensor", "at", "seq"), ties=False),
    "repair-the-parcel-list": Contract(never_null=("parcel", "scan", "depot", "status"), ties=False),
    "repair-the-order-query": Contract(never_null=("placed_at",)),
    "delete-older": Contract({"temp_weather": STAGED}, never_null=("date", "created_date")),
    "append-forecast": Contract(never_null=("date", "created_date")),
    "swap-latest": Contract({"weather_forecast": WEATHER}, {}, True, ("date", "created_date")),
    "to-csv": Contract(faults=False),
    "find-hard-deletes": Contract(faults=False),
    "not-yesterday": Contract(faults=False),
    "hourly": Contract(faults=False),
    "read-exactly": Contract(faults=False),
    "busy-writers": Contract(faults=False),
    "add-up": Contract(faults=False),
    "repair-the-stock-moves": Contract(faults=False),
    "latest-on-spark": Contract(never_null=("id", "seq"), faults=False),
    "merge-on-spark": Contract(never_null=("id", "modified", "deleted"), faults=False),
    "first-query": Contract(never_null=("score",)),
    "changed-rows": Contract(never_null=("score", "modified", "deleted")),
    "current-answers": Contract(never_null=("score", "modified", "deleted")),
    "incremental": Contract(never_null=("score", "modified", "deleted")),
    "sargable": Contract(never_null=("modified", "deleted")),
    "daily-nps": Contract(never_null=("created_at", "score")),
    "first-and-last-channel": Contract(
        never_null=("userid", "sessionid", "channel", "ts"), ties=False, partners=True
    ),
    "load-forecast": Contract(never_null=("date", "created_date")),
    "repair-the-sensor-summary": Contract(ties=False),
    "apply-changes": Contract({"nps": NPS}, never_null=("score", "modified", "deleted"), ties=False),
    "apply-log": Contract({"nps": NPS}, atomic=True, never_null=("score", "modified", "deleted", "position")),
}


def contract(exercise: str) -> Contract:
    """The contract of an exercise; one that asks for nothing where none is written down."""
    return CONTRACTS.get(exercise, Contract())
