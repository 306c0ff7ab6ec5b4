"""Lesson 14's notebook functions: the runs that a DAG has, will have, or would have, as frames.

Each takes `airflow`, the notebook's warm Airflow, as `connect("airflow")` gives it.
"""

import json
import time

import pandas as pd

from workbook.airflow.process import Process
from workbook.errors import WorkbookError
from workbook.exercises import load_module

SECONDS = 120  # a backfill of some days takes 20; the scheduler marks it as complete within 30 more
UNFINISHED = ("queued", "running")
table_hash = load_module("09-backfill", "year").table_hash


def planned(airflow: Process, dag: str, first: str, last: str) -> pd.DataFrame:
    """The runs that the DAG's timetable gives between two logical dates, both included, and when they fire."""
    runs = pd.DataFrame(airflow.call("timeline.planned", dag=dag, first=first, last=last))
    return runs.drop(columns="logical_date")
