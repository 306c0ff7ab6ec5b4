"""Lesson 17's question at 1 and 10 million rows: the newest row of each key, in PostgreSQL and in Spark.

    .venv/bin/python bench/spark.py 1000000 10000000

Both read what each reads best: PostgreSQL a table of its own, analyzed; Spark a folder of Parquet files. Both
write the result: a table, a folder. Of each the second of two runs is told, in seconds; Spark's with a session
that is up.
"""

import contextlib
import shutil
import sys
import time

from workbook import servers
from workbook.databases import owned
from workbook.engines.spark import services, settings
from workbook.engines.spark.process import Process

ROWS = """
DROP TABLE IF EXISTS changes, latest;
CREATE TABLE changes AS
SELECT (hashint8(n) & 2147483647) % ({rows} / 2) AS id,
       timestamp '2025-01-01' + (hashint8(n + 1) & 31) * interval '1 day' AS modified, n AS seq, n % 11 AS score
FROM generate_series(1, {rows}::int8) AS n;
ANALYZE changes;
"""
IN_SQL = """
SELECT id, modified, seq, score
FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY modified DESC, seq DESC) AS n FROM {table}) AS numbered
WHERE n = 1
"""


def postgresql(connection, rows: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(ROWS.format(rows=rows))
        for _ in range(2):
            cursor.execute("DROP TABLE IF EXISTS latest")
            began = time.perf_counter()
            cursor.execute("CREATE TABLE latest AS " + IN_SQL.format(table="changes"))
            took = time.perf_counter() - began
    return took


def unload(connection, folder, rows: int) -> None:
    """What Redshift's UNLOAD does: eight files of CSV."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in range(8):
        with connection.cursor() as cursor, (folder / f"{part}.csv").open("wb") as file:
            cursor.copy_expert(f"COPY (SELECT * FROM changes WHERE seq % 8 = {part}) TO STDOUT CSV", file)


def in_spark(process: Process, folder) -> float:
    asked = IN_SQL.format(table="changes").replace("\n", " ")
    cells = [
        f"d = spark.read.schema('id bigint, modified timestamp, seq bigint, score int').csv('{folder}')",
        f"d.write.mode('overwrite').parquet('{folder}-parquet')",
        f"spark.read.parquet('{folder}-parquet').createOrReplaceTempView('changes')",
    ]
    run = f'spark.sql("{asked}").write.mode("overwrite").parquet("{folder}-latest")'
    for cell in cells:
        assert not (came := process.request({"cell": cell}))["error"], came
    for _ in range(2):
        began = time.perf_counter()
        assert not (came := process.request({"cell": run}))["error"], came
        took = time.perf_counter() - began
    return took


def main() -> None:
    # Not the workbook's own flags, which make Java start quickly and compile less.
    settings.java_options = lambda: ("-XX:+UseParallelGC",)
    for who, memory in (("driver", "2g"), ("executor", "1g")):
        settings.EVERYWHERE[f"spark.{who}.memory"] = memory
    servers.ensure()
    services.up()
    home = settings.home("bench")
    try:
        with contextlib.closing(owned.OwnedDatabases("bench_spark").warehouse(autocommit=True)) as connection:
            for rows in map(int, sys.argv[1:]):
                times = {"PostgreSQL": postgresql(connection, rows)}
                unload(connection, home / "data" / "changes", rows)
                for name, master in (("Spark, local[2]", "local[2]"), ("Spark, two workers", services.address())):
                    login = services.login() if "workers" in name else None
                    process = Process(home / name.split()[-1], master, "bench", further=login)
                    times[name] = in_spark(process, home / "data" / "changes")
                    process.close()
                for name, seconds in times.items():
                    print(f"{rows:>12,} rows  {name:<20} {seconds:6.1f} s", flush=True)
    finally:
        services.down()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
