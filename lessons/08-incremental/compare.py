"""How far the warehouse's nps is from production's, row by row, and the ways to bring changes into it, timed."""

import time
from collections.abc import Sequence

from workbook.exercises import load_module

pipeline = load_module("08-incremental", "pipeline")
# Times as seconds: numbers are read five times as fast as dates.
IN_PRODUCTION = "SELECT id, UNIX_TIMESTAMP(created_at), score, UNIX_TIMESTAMP(modified), deleted FROM nps"
IN_THE_WAREHOUSE = """
SELECT id, extract(epoch FROM created_at)::BIGINT, score, extract(epoch FROM modified)::BIGINT, deleted::INT
FROM nps
"""


def differences(source, warehouse) -> dict[str, int]:
    """Rows of production that the warehouse lacks or holds in an older version, and those that only it has.

    `source` is a pymysql connection, in UTC, `warehouse` a psycopg2 one. Reads both tables whole, to whole
    seconds: for looking, not for loading.
    """
    there, here = _by_id(source, IN_PRODUCTION), _by_id(warehouse, IN_THE_WAREHOUSE)
    both = there.keys() & here.keys()
    return {
        "missing": len(there) - len(both),
        "out of date": sum(there[id] != here[id] for id in both),
        "only in the warehouse": len(here) - len(both),
    }


def _by_id(connection, query: str) -> dict[int, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0]: row for row in cursor.fetchall()}


COPY_ALL = """
CREATE TEMP TABLE temp_nps (LIKE nps INCLUDING DEFAULTS);
INSERT INTO temp_nps SELECT * FROM nps;
INSERT INTO temp_nps SELECT * FROM nps_changes;
DELETE FROM nps;
INSERT INTO nps
SELECT id, created_at, score, modified, deleted
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC) AS seq
    FROM temp_nps
) AS numbered
WHERE seq = 1;
DROP TABLE temp_nps;
"""
MERGE = """
MERGE INTO nps
USING nps_changes AS c
ON nps.id = c.id
WHEN MATCHED THEN
    UPDATE SET created_at = c.created_at, score = c.score, modified = c.modified, deleted = c.deleted
WHEN NOT MATCHED THEN
    INSERT (id, created_at, score, modified, deleted)
    VALUES (c.id, c.created_at, c.score, c.modified, c.deleted);
"""
WAYS = {
    "copy everything, copy back": lambda cursor: cursor.execute(COPY_ALL),
    "DELETE and INSERT": pipeline.merge,
    "MERGE": lambda cursor: cursor.execute(MERGE),
}
# A temporary table is found before another one of its name, so the SQL above is measured unchanged.
TABLES = """
CREATE TEMP TABLE nps ON COMMIT DROP AS
SELECT id, TIMESTAMP '2025-01-01' AS created_at, mod(id, 11)::SMALLINT AS score,
       TIMESTAMP '2025-01-01' + id * INTERVAL '1 second' AS modified, false AS deleted
FROM generate_series(1, %(rows)s) AS id;
ALTER TABLE nps ADD PRIMARY KEY (id);
CREATE TEMP TABLE nps_changes ON COMMIT DROP AS
SELECT id, created_at, score, modified + INTERVAL '1 year' AS modified, deleted
FROM nps
WHERE mod(id, 100) = 0;
ANALYZE nps, nps_changes;
"""


def seconds(warehouse, sizes: Sequence[int], times: int = 3) -> dict[str, list[float]]:
    """How long each way takes to bring changes of 1 % into tables of these sizes, in seconds: the best of `times`.

    `warehouse` is a psycopg2 connection of its own, with autocommit off. Each trial is rolled back.
    """
    return {
        name: [min(_trial(warehouse, size, way) for _ in range(times)) for size in sizes]
        for name, way in WAYS.items()
    }


def _trial(warehouse, rows: int, way) -> float:
    with warehouse.cursor() as cursor:
        cursor.execute(TABLES, {"rows": rows})
        began = time.perf_counter()
        way(cursor)
        took = time.perf_counter() - began
    warehouse.rollback()
    return took
