"""What runs in Airflow's own environment, .venv-airflow, and nothing else.

In: environment variables that `settings` makes, and requests of `process`. Out: lines of JSON. Nobody imports it
from the workbook's own environment, but for names of `statement_log`. Of the workbook it knows what needs no more
packages than are there: databases, datasets, and the instrumented drivers.
"""
