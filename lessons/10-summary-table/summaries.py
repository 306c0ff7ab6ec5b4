"""Summary tables from a list of settings: what reads what, the order in which they are built, and their checks."""

from collections.abc import Mapping
from graphlib import TopologicalSorter

import sqlglot
from sqlglot import exp

Settings = Mapping[str, Mapping]  # table -> {"select": SQL, "checks": {name: SQL}}


def tables_read(select: str) -> list[str]:
    """The tables that a SELECT reads, by name; a name that WITH defines is not one of them."""
    query = sqlglot.parse_one(select, read="postgres")
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    return sorted({table.name for table in query.find_all(exp.Table)} - own)


def lineage(settings: Settings) -> dict[str, list[str]]:
    """For each summary table the tables that it reads."""
    return {name: tables_read(each["select"]) for name, each in settings.items()}


def in_order(reads: Mapping[str, list[str]]) -> list[str]:
    """The summary tables, each after those that it reads. Raises graphlib.CycleError where that is impossible."""
    every = TopologicalSorter({name: sorted(read) for name, read in sorted(reads.items())}).static_order()
    return [name for name in every if name in reads]


def first_builds(conn, settings: Settings) -> list[tuple[str, str, bool]]:
    """Create tables that do not exist yet, in one transaction; `(table, check, result)` for each check.

    `conn` is a psycopg2 connection with autocommit off. Raises ValueError at the first check that is not true, and
    then no table is created.
    """
    results = []
    with conn, conn.cursor() as cursor:
        for table in in_order(lineage(settings)):
            cursor.execute(f"CREATE TABLE {table} AS {settings[table]['select']}")
            for name, check in settings[table]["checks"].items():
                cursor.execute(check.replace("{table}", table))
                results.append((table, name, cursor.fetchone() == (True,)))
                if not results[-1][2]:
                    raise ValueError(f"{table}: {name} is not true")
    return results
