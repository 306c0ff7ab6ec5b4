"""Airflow 3 on the workbook's own servers: its settings, its processes, and a warm process that runs its commands.

Airflow itself is in an environment of its own, .venv-airflow; nothing here imports it but `warm.py`, which runs
there.
"""
