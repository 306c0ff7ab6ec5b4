"""dbt on the workbook's own warehouse: its settings, and a warm process that reads projects and runs commands.

dbt itself is in an environment of its own, .venv-dbt; nothing here imports it but `inside/`, which runs there.
"""
