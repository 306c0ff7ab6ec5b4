"""Connections, SQL sessions, and the databases that notebooks and checks work in.

In: the servers' addresses (`servers`) and tables to make (`fixtures`). Out: `Databases`, one name on both servers,
made by an administrator (`owned`) or handed over (`provisioned`); connections of the drivers to them, whose
warehouse cursors take Redshift's COPY from S3 and its #temp tables (`redshift_copy`); and `sql_session`, which
runs SQL text a statement at a time. All rooms above may call it; it knows nothing of exercises.
"""
