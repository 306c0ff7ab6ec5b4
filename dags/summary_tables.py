"""Lesson 10's summary tables: one task each, made from the files in summary_tables/, checked before the swap."""

import datetime as dt
import re
import tomllib
from pathlib import Path

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowFailException
from airflow.timetables.interval import CronDataIntervalTimetable

READ_ME = """
### summary_tables
Builds each table of `summary_tables/*.toml` anew from its SELECT. A new file is a new task; no Python changes.

- **Checks first**: the new rows wait in a temporary table until every check is true of them. If one is not, the
  task fails without a retry, since the same rows would fail again, and readers keep the old table.
- **Swap**: DELETE and INSERT in one transaction, so grants and views stay. Readers wait for the swap alone.
- **Idempotent**: the result is what the SELECT gives *now*, whichever day the run is for. No backfill is needed.
- **If it fails**: clear the task, and those behind it with it.
"""
KEYS = {"owner", "about", "after", "select", "checks"}


def read(path: Path) -> dict:
    """One table's settings. Raises ValueError that names the file and what is wrong with it."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} is no TOML: {error}") from None
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", path.stem):
        raise ValueError(f"{path.name}: the file's name is the table's: small letters, digits and _ alone")
    if set(found) != KEYS:
        missing, unknown = sorted(KEYS - set(found)), sorted(set(found) - KEYS)
        raise ValueError(f"{path.name}: missing {missing or 'nothing'}, unknown {unknown or 'nothing'}")
    if not found["checks"] or not all("{table}" in check for check in found["checks"].values()):
        raise ValueError(f"{path.name}: at least one check, and each asks {{table}}, the new rows")
    return found


def build(table: str, select: str, checks: dict[str, str]) -> int:
    """Make `table` hold the rows of `select`, if the checks are true of them; how many rows."""
    from airflow.providers.amazon.aws.hooks.redshift_sql import RedshiftSQLHook

    connection = RedshiftSQLHook("warehouse").get_conn()
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE #new AS {select}")
            for name, check in checks.items():
                cursor.execute(check.replace("{table}", "#new"))
                if cursor.fetchone()[0] is not True:
                    raise AirflowFailException(f"{table} keeps its old rows: {name} is not true of the new ones")
            count = swap(cursor, table)
        connection.commit()
        return count
    finally:
        connection.close()  # an open transaction is rolled back


def swap(cursor, table: str) -> int:
    """Put the rows of #new into `table`, which is made where it is not there; how many."""
    cursor.execute("SELECT * FROM #new LIMIT 0")
    columns = ", ".join(column[0] for column in cursor.description)
    there = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public' AND table_name = %s"
    cursor.execute(there, [table])
    if cursor.fetchone()[0]:
        cursor.execute(f"LOCK {table}")  # two runs at once would each delete the old rows, and add theirs
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM #new")
    else:
        cursor.execute(f"CREATE TABLE {table} AS SELECT * FROM #new")
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


with DAG(
    "summary_tables",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args={
        "owner": "analytics",
        "retries": 2,
        "retry_delay": dt.timedelta(seconds=20),
        "execution_timeout": dt.timedelta(minutes=10),
    },
    tags=["lesson-10", "summary"],
    doc_md=READ_ME,
):
    settings = {path.stem: read(path) for path in sorted(Path(__file__).with_suffix("").glob("*.toml"))}
    tasks = {}
    for name, each in settings.items():
        builder = task(task_id=name, owner=each["owner"], doc_md=each["about"])(build)
        tasks[name] = builder(name, each["select"], each["checks"])
    for name, each in settings.items():
        for earlier in each["after"]:
            if earlier not in tasks:
                raise ValueError(f"{name}.toml: after = {earlier!r}, and there is no {earlier}.toml")
            tasks[earlier] >> tasks[name]
