# pandas reads and writes the CSV
import datetime as dt
import io
import warnings

import pandas as pd


def incremental(source, s3, bucket, warehouse, run_date):
    source.rollback()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = pd.read_sql(
            "SELECT id, created_at, score, modified, deleted FROM nps WHERE modified >= %s AND modified < %s",
            source,
            params=(run_date, run_date + dt.timedelta(days=1)),
        )
    lines = io.StringIO()
    rows.to_csv(lines, index=False, header=False)
    key = f"nps/{run_date}.csv"
    s3.put_object(Bucket=bucket, Key=key, Body=lines.getvalue().encode())
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE stage (LIKE nps) ON COMMIT DROP")
        cursor.execute(f"COPY stage FROM 's3://{bucket}/{key}' CSV")
        cursor.execute("DELETE FROM nps USING stage WHERE nps.id = stage.id")
        cursor.execute("INSERT INTO nps SELECT * FROM stage")
