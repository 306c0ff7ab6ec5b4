"""Runs in Airflow's environment: what the workbook's DAGs import, for a process that runs their tasks in forks."""

import inspect


def preload() -> None:
    """Import what the DAGs' files and operators import, also late, so that no fork does it anew."""
    import airflow.providers.amazon.aws.transfers.s3_to_redshift
    import airflow.providers.amazon.aws.transfers.sql_to_s3
    import airflow.providers.common.compat.assets
    import airflow.providers.common.sql.operators.sql
    import airflow.providers.mysql.hooks.mysql
    import airflow.providers.postgres.hooks.postgres
    import airflow.sdk.execution_time.task_runner
    import airflow.sdk.lineage  # noqa: F401
    import jinja2.ext  # noqa: F401
    import mysql.connector  # noqa: F401
    import pandas.io.formats.csvs  # noqa: F401
    from airflow.sdk.providers_manager_runtime import ProvidersManagerTaskRuntime

    from workbook.databases import sqltext
    from workbook.datasets import nps_and_weather  # noqa: F401

    sqltext.tokens("SELECT 1", "warehouse")  # what it needs is imported at its first use
    hooks = ProvidersManagerTaskRuntime().hooks
    for kind in ("aws", "mysql", "postgres", "redshift"):
        hooks.get(kind)
    # Amazon's hook asks who calls it: `inspect` then looks up the file of every module that is imported, once.
    inspect.stack()
