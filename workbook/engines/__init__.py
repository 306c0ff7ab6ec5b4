"""Processes of other systems that answers need, and the runners of such answers: Airflow's, dbt's and Spark's.

In: databases, and an answer that is a DAG file, files of a dbt project, or a function for Spark. Out: objects that
meet the Protocols of `exercises.protocols`, and the magics and services that show the system itself. Who makes a
context (a kernel, the command) calls it, and hands `RUNNERS` to the context; nothing below knows this room.
`inside/` of each holds what runs in that system's own environment.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError

if TYPE_CHECKING:
    from workbook.databases.base import Databases
    from workbook.exercises.protocols import DagRunner, DbtRunner, SparkRunner
    from workbook.notebook.kernel_state import KernelState


def has(system: str) -> bool:
    """Whether this workbook has lessons of "airflow", "dbt" or "spark": a hand-out of others has not."""
    return bool(importlib.util.find_spec(f"workbook.engines.{system}"))


def is_installed(system: str) -> bool:
    """Whether "airflow", "dbt" or "spark" has been set up, as by `make airflow`."""
    return has(system) and importlib.import_module(f"workbook.engines.{system}.settings").is_installed()


def dag_runner(databases: Databases) -> DagRunner:
    """A runner of DAG files, which owns `databases` from now on. Raises WorkbookError where Airflow is missing."""
    if not has("airflow"):
        raise WorkbookError("This workbook has no lessons of Airflow.")
    from workbook.engines.airflow.runner import DagRunner

    return DagRunner(databases)


def dbt_runner(databases: Databases) -> DbtRunner:
    """A runner of dbt projects, which owns `databases` from now on. Raises WorkbookError where dbt is missing."""
    if not has("dbt"):
        raise WorkbookError("This workbook has no lesson of dbt.")
    from workbook.engines.dbt.runner import DbtRunner

    return DbtRunner(databases)


def spark_runner(databases: Databases) -> SparkRunner:
    """A runner of functions for Spark, which owns `databases` from now on. Raises WorkbookError without it."""
    if not has("spark"):
        raise WorkbookError("This workbook has no lesson of Spark.")
    from workbook.engines.spark.runner import SparkRunner

    return SparkRunner(databases)


RUNNERS = {"dag": dag_runner, "dbt": dbt_runner, "spark": spark_runner}  # by the kinds of exercises


def add_magics(shell, kernel: KernelState) -> None:
    """Register %airflow and %%dag, %dbt, %%dbt, %spark and %%spark, where there are these systems."""
    if has("airflow"):
        from workbook.engines.airflow.magics import AirflowMagics

        shell.register_magics(AirflowMagics(shell, kernel))
    if has("dbt"):
        from workbook.engines.dbt.magics import DbtMagics

        shell.register_magics(DbtMagics(shell, kernel))
    if has("spark"):
        from workbook.engines.spark.magics import SparkMagics

        shell.register_magics(SparkMagics(shell, kernel))
