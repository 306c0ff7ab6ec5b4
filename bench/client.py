"""One piece of work of a pipeline in a process of its own, for pipelines.py; prints the seconds that it took.

    client.py refresh MODULE SOURCE WAREHOUSE TABLE    full_refresh of lesson 07's module "pipeline" or "fast"
    client.py read MODULE SOURCE TABLE                 to_csv of that module into a file
    client.py copy WAREHOUSE TABLE FILE                DELETE and COPY of that file, past S3
    client.py merge SOURCE WAREHOUSE DATE              lesson 08's incremental
    client.py notes SOURCE WAREHOUSE DATE              the same day as the course notes do it

SOURCE and WAREHOUSE are databases of the servers of WORKBOOK_HOME. Work that loads is committed when it is timed.
"""

import datetime as dt
import sys
import tempfile
import time
import uuid
from pathlib import Path

from benchmark_servers import BUCKET, Ground

from workbook.exercises.registry import load_module

FULL = "07-full-refresh"


def refresh(ground: Ground, module: str, source: str, warehouse: str, table: str) -> None:
    work = load_module(FULL, module).full_refresh
    work(ground.source(source, autocommit=False), ground.s3, BUCKET, ground.warehouse(warehouse, False), table)


def read(ground: Ground, module: str, source: str, table: str) -> None:
    reader = load_module(FULL, module)
    wanted = table if module == "fast" else f"SELECT * FROM {table}"
    with tempfile.TemporaryFile() as file:
        reader.to_csv(ground.source(source, autocommit=False), wanted, file)


def copy(ground: Ground, warehouse: str, table: str, file: str) -> None:
    connection = ground.warehouse(warehouse, autocommit=False)
    with connection, connection.cursor() as cursor, Path(file).open("rb") as lines:
        cursor.execute(f"DELETE FROM {table}")
        cursor.copy_expert(f"COPY {table} FROM STDIN CSV", lines, 1 << 20)


def merge(ground: Ground, source: str, warehouse: str, run_date: str) -> None:
    ends = (ground.source(source, autocommit=False), ground.s3, BUCKET, ground.warehouse(warehouse, False))
    load_module("08-incremental", "pipeline").incremental(*ends, dt.date.fromisoformat(run_date))


STAGE_ALL = """
CREATE TEMP TABLE stage (LIKE nps INCLUDING DEFAULTS);
INSERT INTO stage SELECT * FROM nps
"""
SWAP = """
DELETE FROM nps;
INSERT INTO nps
SELECT id, created_at, score, modified, deleted
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC) AS seq FROM stage) AS numbered
WHERE seq = 1
"""


def notes(ground: Ground, source: str, warehouse: str, run_date: str) -> None:
    plain = load_module(FULL, "pipeline")
    changed = f"SELECT * FROM nps WHERE DATE(modified) = '{run_date}'"
    connection = ground.warehouse(warehouse, autocommit=False)
    objects = plain.Objects(ground.s3, BUCKET, f"notes/{uuid.uuid4().hex}/")
    with connection, connection.cursor() as cursor, objects:
        with plain.snapshot(from_source := ground.source(source, autocommit=False)):
            plain.to_csv(from_source, changed, objects)
        objects.put()
        cursor.execute(STAGE_ALL)
        cursor.execute(f"COPY stage FROM 's3://{BUCKET}/{objects.prefix}' CSV")
        cursor.execute(SWAP)


def main() -> None:
    work = {"refresh": refresh, "read": read, "copy": copy, "merge": merge, "notes": notes}[sys.argv[1]]
    ground = Ground()
    ground.s3.list_buckets()  # boto3's own beginnings are not the pipeline's
    started = time.perf_counter()
    work(ground, *sys.argv[2:])
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
