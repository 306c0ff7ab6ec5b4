"""Runs in Airflow's environment: which runs a DAG's timetable gives, and when each of them fires."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
from airflow.models.backfill import Backfill, BackfillDagRun
from airflow.models.dagrun import DagRun
from airflow.models.serialized_dag import SerializedDagModel
from airflow.serialization.serialized_objects import DagSerialization
from airflow.utils.session import create_session
from sqlalchemy import delete, func, select

AROUND = dt.timedelta(days=8)  # of a moment: where the logical dates of its runs are looked for; a week's too


def planned(dag: str, first: str, last: str) -> list[dict[str, str]]:
    """The runs whose logical date lies between two moments, both included, the first first.

    Each has `ds`, `interval_start`, `interval_end` and `fires`, moments as `2025-03-01 00:00:00`, in UTC.
    Errors: LookupError if there is no such DAG.
    """
    moments = (dt.datetime.fromisoformat(each).replace(tzinfo=dt.UTC) for each in (first, last))
    return [
        {
            "ds": info.logical_date.date().isoformat(),
            "logical_date": _text(info.logical_date),
            "interval_start": _text(info.data_interval.start),
            "interval_end": _text(info.data_interval.end),
            "fires": _text(info.run_after),
        }
        for info in serialized(dag).iter_dagrun_infos_between(*moments)
    ]


def firing(dag: str, moment: str) -> list[dict[str, str]]:
    """The runs that fire at a moment, one or none; as `planned` has them."""
    fires = dt.datetime.fromisoformat(moment)
    around = planned(dag, str(fires - AROUND), str(fires + AROUND))
    return [run for run in around if run["fires"] == str(fires)]


def runs(dag: str) -> list[dict[str, str]]:
    """The runs that a DAG has, by their day: `ds`, `run_id`, `state`, and `started`, "" for one that has not."""
    with create_session() as session:
        found = session.scalars(select(DagRun).where(DagRun.dag_id == dag).order_by(DagRun.logical_date))
        return [
            {
                "ds": run.logical_date.date().isoformat() if run.logical_date else "",
                "run_id": run.run_id,
                "state": str(run.state),
                "started": run.start_date.isoformat() if run.start_date else "",
            }
            for run in found
        ]


def backfills(dag: str) -> int:
    """How many backfills of the DAG the scheduler has not noted as complete."""
    with create_session() as session:
        going = select(func.count()).where(Backfill.dag_id == dag, Backfill.completed_at.is_(None))
        return session.scalar(going)


def forget(dag: str) -> None:
    """Remove the DAG's runs and backfills from the metadata."""
    with create_session() as session:
        of_dag = select(Backfill.id).where(Backfill.dag_id == dag)
        session.execute(delete(BackfillDagRun).where(BackfillDagRun.backfill_id.in_(of_dag)))
        session.execute(delete(DagRun).where(DagRun.dag_id == dag))
        session.execute(delete(Backfill).where(Backfill.dag_id == dag))


def serialized(dag: str):
    """The DAG as the scheduler has it, after a scan of the DAGs folder. Errors: LookupError if there is none."""
    manager = DagBundlesManager()
    manager.sync_bundles_to_db()
    for bundle in manager.get_all_dag_bundles():
        bundle.initialize()
        bag = BundleDagBag(dag_folder=bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
        sync_bag_to_db(bag, bundle.name, bundle.version)
    with create_session() as session:
        found = session.scalar(SerializedDagModel.latest_item_select_object(dag))
        if found is None:
            raise LookupError(f"There is no DAG {dag!r}.")
        return found.dag


@contextmanager
def as_scheduled(dag, logical: dt.datetime) -> Iterator[None]:
    """Let `dag.test()` for a logical date make a run with the interval that the schedule's run has.

    `dag.test()` makes a run by hand, and takes the last whole interval before the date. Nothing is changed if the
    schedule has no run for that date.
    """
    made = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))
    runs = made.iter_dagrun_infos_between(logical, logical) if made.timetable.periodic else iter(())
    info = next(iter(runs), None)
    if info is None:
        yield
        return
    with mock.patch.object(
        type(made.timetable), "infer_manual_data_interval", lambda *_, **__: info.data_interval
    ):
        yield


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
