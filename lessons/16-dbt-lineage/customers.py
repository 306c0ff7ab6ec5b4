"""The exercise `keep-the-history`: customers who change, go and come back, and the versions that there were."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from workbook.exercises import DbtScenario, DbtStep, Table, load_module

inserts = load_module("16-dbt-lineage", "inserts")

SOURCES = """sources:
  - name: shop
    schema: raw
    tables:
      - name: customers
"""
COLUMNS = ("name", "plan", "city", "updated_at")
CUSTOMERS = {
    "customer_id": "INT NOT NULL PRIMARY KEY",
    "name": "VARCHAR(32) NOT NULL",
    "plan": "VARCHAR(16) NOT NULL",
    "city": "VARCHAR(32)",
    "updated_at": "TIMESTAMP NOT NULL",
}
Customer = tuple[int, str, str, str | None, dt.datetime]
Rows = Mapping[int, Customer]


@dataclass(frozen=True)
class Changes(DbtScenario):
    """The table as it is before each of its steps, by customer_id."""

    states: Sequence[Rows] = ()


def june(day: int) -> dt.datetime:
    return dt.datetime(2025, 6, day, 9)


ANN = (1, "Ann", "free", "Seoul", june(1))
BEN = (2, "Ben", "free", None, june(1))
CHO = (3, "조", "team", "Busan", june(2))
DEE = (4, "Dee", "free", "Berlin", june(2))
EVE = (5, "Eve", "free", "Daegu", june(3))
NAMESAKE = (6, *ANN[1:])  # in all but the key, customer 1


def changed(customer: Customer, updated: int | None = None, **values: str | None) -> Customer:
    """The customer with other values; `updated_at` stays as it is unless `updated` is a day of June."""
    row = dict(zip(CUSTOMERS, customer, strict=True)) | values
    if updated is not None:
        row["updated_at"] = june(updated)
    return tuple(row.values())


def rows(*customers: Customer) -> Rows:
    return {customer[0]: customer for customer in customers}


ANN_2 = changed(ANN, 5, plan="team")
BEN_2 = changed(BEN, city="Jeju")  # nobody stamps it
CHO_2 = changed(CHO, city=None)
ANN_3 = changed(ANN_2, 7, plan="free")  # as at first, but for the stamp
EVE_2 = changed(EVE, name="Eva")
MANY = tuple((n, f"Customer {n}", "free", None, june(6)) for n in range(100, 1_300))  # who do not change
STATES = (
    ("after the first snapshot", rows(ANN, BEN, CHO, DEE, NAMESAKE)),
    ("after a change with a new updated_at, and one without", rows(ANN_2, BEN_2, CHO, DEE, NAMESAKE)),
    ("after a snapshot without changes", rows(ANN_2, BEN_2, CHO, DEE, NAMESAKE)),
    ("after customer 4 was deleted, and a city set to NULL", rows(ANN_2, BEN_2, CHO_2, NAMESAKE)),
    (
        "after customer 5 and many others came, and a plan was set back",
        rows(ANN_3, BEN_2, CHO_2, EVE, NAMESAKE, *MANY),
    ),
    (
        "after customer 4 came back, and customer 5 was renamed",
        rows(ANN_3, BEN_2, CHO_2, EVE_2, DEE, NAMESAKE, *MANY),
    ),
)


def _insert(state: Rows) -> str:
    return f"TRUNCATE raw.customers; {inserts.insert('raw.customers', list(state.values()))}"


def _scenarios(states: Sequence[tuple[str, Rows]]) -> list[Changes]:
    return [
        Changes(
            "six snapshots",
            warehouse=["CREATE SCHEMA raw", Table("raw.customers", CUSTOMERS)],
            steps=[DbtStep(name, _insert(state), ("snapshot",)) for name, state in states],
            states=[state for _, state in states],
        )
    ]


SCENARIOS = _scenarios(STATES)


def other_scenarios(seed: int) -> list[Changes]:
    """The same changes of other customers, drawn by `seed`."""
    rng = Random(seed)
    further, days, letter = rng.randrange(1, 1_000), dt.timedelta(rng.randrange(1, 300)), rng.choice("aeiou")

    def other(customer: Customer) -> Customer:
        id, name, plan, city, updated_at = customer
        return id + further, name + letter, plan, city and city + letter, updated_at + days

    return _scenarios([(name, rows(*map(other, state.values()))) for name, state in STATES])


def versions(scenario: Changes, step: int) -> dict[object, tuple[Sequence[tuple], bool]]:
    """Each customer's versions, in order, and whether the last is current."""
    found: dict[object, list[tuple]] = {}
    before: Rows = {}
    for state in scenario.states[: step + 1]:
        for id, row in state.items():
            if before.get(id) != row:
                found.setdefault(id, []).append(row[1:])
        before = state
    return {id: (each, id in before) for id, each in found.items()}
