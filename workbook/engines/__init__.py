"""Processes of other systems that answers need, and the runners of such answers: Airflow's, dbt's and Spark's.

In: databases, and an answer that is a DAG file, files of a dbt project, or a function for Spark. Out: objects that
meet the Protocols of `exercises.protocols`, and the magics and services that show the system itself. Who makes a
context (a kernel, the command) calls it, and hands `dag_runner`, `dbt_runner` and `spark_runner` to the context;
nothing below knows this room. `inside/` of each holds what runs in that system's own environment.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError

if TYPE_CHECKING:
    from workbook.databases.base import Databases
    from workbook.exercises.protocols import DagRunner, DbtRunner, SparkRunner
    from workbook.notebook.kernel_state import KernelState


def has_airflow() -> bool:
    """Whether this workbook has lessons of Airflow: a hand-out of others has it not."""
    return bool(importlib.util.find_spec("workbook.engines.airflow"))


def dag_runner(databases: Databases) -> DagRunner:
    """A runner of DAG files, which owns `databases` from now on. Raises WorkbookError where Airflow is missing."""
    if not has_airflow():
        raise WorkbookError("This workbook has no lessons of Airflow.")
    from workbook.engines.airflow.runner import DagRunner

    return DagRunner(databases)


def has_dbt() -> bool:
    """Whether this workbook has the lesson of dbt: a hand-out of others has it not."""
    return bool(importlib.util.find_spec("workbook.engines.dbt"))


def dbt_runner(databases: Databases) -> DbtRunner:
    """A runner of dbt projects, which owns `databases` from now on. Raises WorkbookError where dbt is missing."""
    if not has_dbt():
        raise WorkbookError("This workbook has no lesson of dbt.")
    from workbook.engines.dbt.runner import DbtRunner

    return DbtRunner(databases)


def has_spark() -> bool:
    """Whether this workbook has the lesson of Spark: a hand-out of others has it not."""
    return bool(importlib.util.find_spec("workbook.engines.spark"))


def spark_runner(databases: Databases) -> SparkRunner:
    """A runner of functions for Spark, which owns `databases` from now on. Raises WorkbookError without it."""
    if not has_spark():
        raise WorkbookError("This workbook has no lesson of Spark.")
    from workbook.engines.spark.runner import SparkRunner

    return SparkRunner(databases)


def add_magics(shell, kernel: KernelState) -> None:
    """Register %airflow and %%dag, %dbt, %%dbt, %spark and %%spark, where there are these systems."""
    if has_airflow():
        from workbook.engines.airflow.magics import AirflowMagics

        shell.register_magics(AirflowMagics(shell, kernel))
    if has_dbt():
        from workbook.engines.dbt.magics import DbtMagics

        shell.register_magics(DbtMagics(shell, kernel))
    if has_spark():
        from workbook.engines.spark.magics import SparkMagics

        shell.register_magics(SparkMagics(shell, kernel))
