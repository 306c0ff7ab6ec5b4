"""The metadata of an Airflow: a database of its own in the workbook's PostgreSQL, copied from a migrated one."""

import json
import subprocess

import psycopg2
from psycopg2 import sql

from workbook.databases import connections
from workbook.engines.airflow import settings
from workbook.engines.airflow.settings import Instance
from workbook.errors import WorkbookError
from workbook.servers import private_file, processes


def prepare(instance: Instance, report=lambda text: None) -> None:
    """Make the folder, the password file and the metadata of an Airflow where they are not there.

    Migrating an empty database takes about 10 s, so that is done once for a home, and copied (0.1 s).
    Errors: WorkbookError if the migration fails.
    """
    instance.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = {settings.USER: settings.password(instance.databases.addresses)}
    private_file.write(instance.passwords, json.dumps(secret))
    connection = connections.warehouse_administrator(instance.databases.addresses)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [_template()])
            try:
                _role(cursor, instance)
            except psycopg2.errors.InsufficientPrivilege:
                raise WorkbookError(
                    "Airflow keeps its metadata in the warehouse's server, and your login may not make a role"
                    " and a database there: use a workbook with servers of its own."
                ) from None
            if not _exists(cursor, instance.metadata.database):
                if not _exists(cursor, _template()):
                    report("Making Airflow's metadata (once, about 10 s)")
                    _migrate(cursor, instance)
                _create(cursor, instance.metadata.database, _template())
    finally:
        connection.close()


def forget(instance: Instance) -> None:
    """Drop the metadata of an Airflow that does not run: `prepare` makes them anew."""
    connection = connections.warehouse_administrator(instance.databases.addresses)
    try:
        with connection.cursor() as cursor:
            name = sql.Identifier(instance.metadata.database)
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    finally:
        connection.close()


def _template() -> str:
    return f"airflow_template_{settings.version()}"


def _role(cursor, instance: Instance) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.ROLE])
    role = sql.Identifier(settings.ROLE)
    if not cursor.fetchone():
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    password = sql.Literal(instance.metadata.password)
    cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))


def _exists(cursor, database: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    return cursor.fetchone() is not None


def _create(cursor, database: str, template: str) -> None:
    name, role = sql.Identifier(database), sql.Identifier(settings.ROLE)
    text = "CREATE DATABASE {} OWNER {} TEMPLATE {}"
    cursor.execute(sql.SQL(text).format(name, role, sql.Identifier(template)))
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))


def _migrate(cursor, instance: Instance) -> None:
    draft = f"{_template()}_new"
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(draft)))
    _create(cursor, draft, "template0")
    env = {
        name: value.replace(f"/{instance.metadata.database}", f"/{draft}") if "SQL_ALCHEMY" in name else value
        for name, value in instance.environment().items()
    }
    command = [str(settings.python()), "-m", "airflow", "db", "migrate"]
    done = subprocess.run(
        command, env=env, cwd=instance.home, capture_output=True, encoding="utf-8", errors="replace"
    )
    if done.returncode:
        words = processes.last_words(done.stderr or done.stdout)
        raise WorkbookError(f"Airflow's metadata can't be made: {words}.")
    text = "ALTER DATABASE {} RENAME TO {}"
    cursor.execute(sql.SQL(text).format(sql.Identifier(draft), sql.Identifier(_template())))
