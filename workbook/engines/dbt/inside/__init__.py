"""What runs in dbt's own environment, .venv-dbt, and nothing else.

In: environment variables that `settings` makes, and requests of `process`. Out: lines of JSON. Nobody imports it
from the workbook's own environment. It knows nothing of the workbook.
"""
