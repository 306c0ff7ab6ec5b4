# another way: one task posts the batch or finds the one that runs, and a sensor that is rescheduled waits for it.
import datetime as dt

from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.apache.livy.hooks.livy import LivyHook
from airflow.sdk import DAG, task
from airflow.timetables.interval import CronDataIntervalTimetable


def livy():
    return LivyHook("spark")


@task
def begin(ds: str) -> int:
    name = f"daily scores of {ds}"
    for batch in livy().run_method("/batches").json()["sessions"]:
        if batch["name"] == name and batch["state"] not in ("success", "dead", "killed"):
            return batch["id"]
    return livy().post_batch(file="daily_scores.py", args=[ds], name=name)


@task.sensor(poke_interval=120, mode="reschedule", timeout=6 * 3600)
def ended(batch: int) -> bool:
    state = livy().get_batch_state(batch)
    if state.value in ("dead", "killed", "error"):
        raise RuntimeError(f"batch {batch} is {state.value}")
    return state.value == "success"


with DAG(
    "daily_scores",
    schedule=CronDataIntervalTimetable("@daily", timezone="UTC"),
    start_date=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
):
    load = S3ToRedshiftOperator(
        task_id="load",
        schema="public",
        table="daily_scores",
        s3_bucket="{{ var.value.bucket }}",
        s3_key="daily_scores/{{ ds }}/part-",
        redshift_conn_id="warehouse",
        aws_conn_id="store",
        copy_options=["CSV"],
        method="UPSERT",
        upsert_keys=["day"],
    )
    ended(begin()) >> load
