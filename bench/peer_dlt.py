"""A table from MySQL to PostgreSQL by dlt: `python peer_dlt.py SOURCE WAREHOUSE TABLE FOLDER`, with dlt's Python.

With its fastest reader, connectorx, and CSV files, which its PostgreSQL loads by COPY.
"""

import sys

import dlt
from dlt.sources.sql_database import sql_table

source, warehouse, table, folder = sys.argv[1:]
pipeline = dlt.pipeline(
    f"bench_{table}",
    pipelines_dir=folder,
    destination=dlt.destinations.postgres(f"postgresql://{warehouse}"),
    dataset_name="public",
)
rows = sql_table(
    f"mysql+pymysql://{source}",
    table,
    backend="connectorx",
    backend_kwargs={"conn": f"mysql://{source}", "return_type": "arrow_stream"},
    write_disposition="replace",
)
pipeline.run(rows, loader_file_format="csv").raise_on_failed_jobs()
