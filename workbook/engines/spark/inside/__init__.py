"""What runs in Spark's own environment, .venv-spark, and nothing else.

In: environment variables and a file that `settings` makes, and requests of `process`. Out: lines of JSON. Nobody
imports it from the workbook's own environment. It knows nothing of the workbook.
"""
