"""Airflow: how long a DAG file's scan takes, a warm `dag.test()`, and a week's backfill on the real scheduler.

Run it with the environment's Python, after `make airflow`: `.venv/bin/python bench/airflow.py`.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import machine

ROUNDS = 5
WEEK = ("2025-03-03", "2025-03-09")
RUNS = "SELECT count(*) FILTER (WHERE state = 'success'), count(*) FROM dag_run WHERE run_type = 'backfill'"


def seconds(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def median(job: Callable[[], object]) -> float:
    return statistics.median(seconds(job) for _ in range(ROUNDS))


def row(what: str, measured: float, bar: float) -> None:
    print(f"{what:<56} {measured:6.2f} s   bar {bar:4.1f} s   {'met' if measured <= bar else 'MISSED'}")


def succeeded(done) -> None:
    if done.code:
        raise SystemExit(done.text)


def work(instance) -> None:
    """A day of nps_incremental without Airflow: lesson 08's pipeline, on the same tables."""
    import datetime as dt

    from workbook.databases import s3_client
    from workbook.exercises.registry import load_module

    pipeline = load_module("08-incremental", "pipeline")
    source, warehouse = instance.databases.source(), instance.databases.warehouse(False)
    s3 = s3_client.client(instance.databases.addresses.store)
    pipeline.incremental(source, s3, instance.bucket, warehouse, dt.date.fromisoformat(WEEK[0]))
    source.close()
    warehouse.close()


def backfill(instance, process, *options: str) -> float:
    """A week of nps_incremental by the scheduler, from `backfill create` to the end of its last run; seconds."""
    import psycopg2

    where = instance.metadata
    connection = psycopg2.connect(
        host=where.host, port=where.port, user=where.user, password=where.password, dbname=where.database
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        # The run of yesterday that the scheduler starts, once the DAG is no longer paused, is none of the week's.
        yesterday = "SELECT count(*) FROM dag_run WHERE run_type = 'scheduled' AND state = 'success'"
        while cursor.execute(yesterday) or not cursor.fetchone()[0]:
            time.sleep(0.1)
        # A day that has a run, such as the one of dag.test(), would be left out.
        cursor.execute("DELETE FROM dag_run WHERE run_type <> 'scheduled'; DELETE FROM backfill")
        began = time.perf_counter()
        dates = ("--from-date", WEEK[0], "--to-date", WEEK[1])
        succeeded(process.command("backfill", "create", "--dag-id", "nps_incremental", *dates, *options))
        while True:
            cursor.execute(RUNS)
            done, there = cursor.fetchone()
            if done == there == 7:
                break
            time.sleep(0.1)
    connection.close()
    return time.perf_counter() - began


def measure() -> None:
    from workbook.engines.airflow import services, terminal
    from workbook.engines.airflow.process import Process

    instance = terminal.instance()
    process = Process(instance)
    row("the warm process, started", seconds(lambda: process.command("version")), 6)
    for file in sorted(instance.dags.glob("*.py")):
        row(f"a scan of {file.name}", median(lambda file=file: process.scan(file)), 1)
    row("a command: dags list", median(lambda: succeeded(process.command("dags", "list"))), 0.5)
    by_hand = median(lambda: work(instance))
    with_airflow = median(lambda: succeeded(process.test("nps_incremental", WEEK[0])))
    row(f"dag.test() of nps_incremental, above the work ({by_hand:.2f} s)", with_airflow - by_hand, 1)
    row("scheduler, dag-processor, triggerer, API server, started", seconds(lambda: services.up(instance)), 15)
    try:
        succeeded(process.command("dags", "reserialize"))
        succeeded(process.command("dags", "unpause", "--yes", "nps_incremental"))
        row("a week's backfill, oldest day first", backfill(instance, process), 30)
        row("a week's backfill, backwards", backfill(instance, process, "--run-backwards"), 30)
    finally:
        process.close()
        services.down_all(lambda text: None)


def main() -> None:
    print(f"{machine.describe()}\n")
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"WORKBOOK_HOME": str(Path(folder, "home")), "WORKBOOK_MY": str(Path(folder, "my"))}
        from workbook import servers

        try:
            measure()
        finally:
            servers.remove(lambda text: None)


if __name__ == "__main__":
    main()
