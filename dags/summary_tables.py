"""Lesson 10's summary tables: a task for each file in summary_tables/; new rows are checked before the swap."""

import datetime as dt
import re
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from airflow.sdk import DAG, Asset, task
from airflow.sdk.exceptions import AirflowFailException

READ_ME = """
### summary_tables
Builds each table of `summary_tables/*.toml` from its SELECT. A new file is a new task; the Python doesn't change.

- **When**: after each load of `nps`, not by the clock, so it never reads a table that is still being loaded.
- **Checks first**: the new rows wait in a temporary table until every check on them is true. If one is not, the
  task fails without a retry, since the same rows would fail again, and readers keep the old table.
- **Swap**: DELETE and INSERT in one transaction, so grants and views stay. Readers wait only for the swap.
- **A file with a mistake**: its task fails and says what is wrong; the other tables are built.
- **Idempotent**: the result is what the SELECT gives *now*, whichever day the run is for. No backfill is needed.
- **If it fails**: clear the task, and the tasks after it.
"""
KINDS = {"owner": str, "about": str, "after": list, "select": str, "checks": dict}


def read(path: Path) -> dict:
    """One table's settings. Raises ValueError that names the file and what is wrong with it."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # of TOML, or of UTF-8
        raise ValueError(f"{path.name} is not TOML: {error}") from None
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", path.stem):
        raise ValueError(f"{path.name}: its name is the table's, so use only lowercase letters, digits and _")
    if set(found) != set(KINDS):
        missing, unknown = sorted(set(KINDS) - set(found)), sorted(set(found) - set(KINDS))
        raise ValueError(f"{path.name}: missing {missing or 'nothing'}, unknown {unknown or 'nothing'}")
    for key, kind in KINDS.items():
        if not isinstance(found[key], kind):
            raise ValueError(f"{path.name}: {key} should be a {kind.__name__}")
    if not found["checks"] or not all("{table}" in str(check) for check in found["checks"].values()):
        raise ValueError(f"{path.name}: write at least one check, and let each read {{table}}, the new rows")
    return found


def read_all(folder: Path) -> tuple[dict[str, dict], dict[str, str]]:
    """The settings of each table whose file is right, and what is wrong with each other file, by their names."""
    settings, wrong = {}, {}
    for path in sorted(folder.glob("*.toml")):
        try:
            settings[path.stem] = read(path)
        except ValueError as error:
            wrong[path.stem] = str(error)
    known = [*settings, *wrong]
    for name, each in list(settings.items()):
        for earlier in each["after"]:
            if earlier not in known:
                wrong[name] = f"{name}.toml: after = {earlier!r}, and there is no {earlier}.toml"
                settings.pop(name, None)
    while circle := circle_in(settings):
        for name in circle:
            wrong[name] = f"{name}.toml: these tables wait for each other: {', '.join(circle)}"
            del settings[name]
    return settings, wrong


def circle_in(settings: dict[str, dict]) -> list[str]:
    """Tables that wait for each other, by `after`; [] if there are none."""
    try:
        TopologicalSorter({name: each["after"] for name, each in settings.items()}).prepare()
    except CycleError as error:
        return sorted(set(error.args[1]))
    return []


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


def refuse(why: str) -> None:
    """In the place of `build`, for a table whose file is wrong: so that the DAG and its other tables stay."""
    raise AirflowFailException(why)


def swap(cursor, table: str) -> int:
    """Put the rows of #new into `table`, which is created if it is not there; how many."""
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
    schedule=[Asset("warehouse://nps")],
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args={
        "owner": "analytics",
        "retries": 2,
        "retry_delay": dt.timedelta(minutes=1),
        "retry_exponential_backoff": 2.0,  # a restart of a server takes minutes
        "execution_timeout": dt.timedelta(minutes=10),
    },
    tags=["lesson-10", "summary"],
    doc_md=READ_ME,
):
    settings, wrong = read_all(Path(__file__).with_suffix(""))
    tasks = {
        name: task(task_id=name, owner=each["owner"], doc_md=each["about"])(build)(
            name, each["select"], each["checks"]
        )
        for name, each in settings.items()
    }
    for name, why in wrong.items():
        tasks[name] = task(task_id=re.sub(r"\W", "_", name))(refuse)(why)
    for name, each in settings.items():
        for earlier in each["after"]:
            tasks[earlier] >> tasks[name]
