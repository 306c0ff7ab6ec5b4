"""Runs in Airflow's environment: `airflow scheduler`, with what its tasks need imported before it forks.

A task's run is a fork of an executor's worker, which is a fork of the scheduler, and would import the DAG's
operators anew each time. What runs is Airflow's own, unchanged.
"""

from airflow.__main__ import main

from workbook.engines.airflow.inside import providers

if __name__ == "__main__":
    providers.preload()
    main()
