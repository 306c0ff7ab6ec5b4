"""Processes of other systems that answers need, and the runners of such answers; today Airflow's.

In: databases, and an answer that is a DAG file. Out: objects that meet the Protocols of `exercises.protocols`, and
the magics and services that show the system itself. Who makes a context (a kernel, the command) calls it, and
hands `dag_runner` to the context; nothing below knows this room. `airflow/inside/` holds what runs in Airflow's
own environment.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError

if TYPE_CHECKING:
    from workbook.databases.base import Databases
    from workbook.exercises.protocols import DagRunner
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


def add_magics(shell, kernel: KernelState) -> None:
    """Register %airflow and %%dag in a notebook, where there is Airflow."""
    if has_airflow():
        from workbook.engines.airflow.magics import AirflowMagics

        shell.register_magics(AirflowMagics(shell, kernel))
