"""The survey responses modified on the day that is over, MySQL -> S3 -> warehouse: lesson 08 with operators."""

import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG, Asset
from airflow.timetables.interval import CronDataIntervalTimetable

READ_ME = """
### nps_incremental
Loads the survey responses that were modified on the run's day, `ds`, into the warehouse's `nps`.

`ds` is the day of a run however it is started: by the schedule, when the day is over; by `airflow backfill
create`; by `airflow dags test nps_incremental 2025-03-01`. `data_interval_start` is not: a test's interval ends
at its date. A run without a date fails, because `ds` is not defined.

1. `unload`: the day's rows of production, to a file for this day.
2. `load`: the file into `nps_changes`, which keeps every version, with `UPSERT` on `(id, modified)`.
3. `publish`: the newest version of each id into `nps`, in one transaction. A file may hold an id twice, which
   `UPSERT` does not notice; `ROW_NUMBER` chooses.

- **Idempotent**, in any order of days: a version is newer by `modified`, not by when it was loaded.
- **If it fails**: clear the failed task. `nps` is as before until `publish` commits.
"""

# LOCK lets one run at a time in. It also blocks readers, on Redshift as on PostgreSQL, so it is on the changes,
# which only this DAG reads: readers of `nps` never wait, and see the old rows until the COMMIT.
PUBLISH = """
BEGIN;
LOCK nps_changes;
CREATE TABLE #newest (LIKE nps INCLUDING DEFAULTS);
INSERT INTO #newest
SELECT id, created_at, score, modified, deleted
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC) AS seq
    FROM nps_changes
    WHERE id IN (
        SELECT id FROM nps_changes WHERE modified >= '{{ ds }}' AND modified < '{{ macros.ds_add(ds, 1) }}'
    )
) AS numbered
WHERE seq = 1;
DELETE FROM nps USING #newest WHERE nps.id = #newest.id AND nps.modified <= #newest.modified;
INSERT INTO nps (id, created_at, score, modified, deleted)
SELECT id, created_at, score, modified, deleted
FROM #newest
WHERE id NOT IN (SELECT id FROM nps);
DROP TABLE #newest;
COMMIT;
"""

with DAG(
    "nps_incremental",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),  # so that `ds` is the day that is over
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    default_args={
        "owner": "surveys",
        "retries": 2,
        "retry_delay": dt.timedelta(minutes=1),
        "retry_exponential_backoff": 2.0,  # a restart of a server takes minutes
    },
    tags=["lesson-13", "lesson-14", "nps"],
    doc_md=READ_ME,
):
    folder = "airflow/nps_incremental/{{ ds }}/"  # COPY loads every key that begins with it
    unload = SqlToS3Operator(
        task_id="unload",
        query="SELECT id, created_at, score, modified, deleted FROM nps "
        "WHERE modified >= '{{ ds }}' AND modified < '{{ macros.ds_add(ds, 1) }}'",
        sql_conn_id="source",
        aws_conn_id="store",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=f"{folder}nps.csv",
        replace=True,
        df_kwargs={"index": False, "header": False},
        execution_timeout=dt.timedelta(minutes=10),
    )
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="nps_changes",
        s3_bucket="{{ var.value.bucket }}",
        s3_key=folder,
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        copy_options=["CSV"],
        method="UPSERT",
        upsert_keys=["id", "modified"],
        execution_timeout=dt.timedelta(minutes=10),
    )
    publish = SQLExecuteQueryOperator(
        task_id="publish",
        conn_id="warehouse",
        sql=PUBLISH,
        split_statements=True,
        outlets=[Asset("warehouse://nps")],
        execution_timeout=dt.timedelta(minutes=10),
    )
    unload >> load >> publish
