# another way: An upsert without comparing `modified`: production is never older than the warehouse.
# Redshift needs DELETE and INSERT, or MERGE.
import csv
import datetime as dt
import io


def incremental(source, s3, bucket, warehouse, run_date):
    source.rollback()
    with source.cursor() as cursor:
        cursor.execute(
            "SELECT id, created_at, score, modified, deleted FROM nps WHERE modified >= %s AND modified < %s",
            (run_date, run_date + dt.timedelta(days=1)),
        )
        rows = cursor.fetchall()
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    key = f"nps/{run_date}.csv"
    s3.put_object(Bucket=bucket, Key=key, Body=lines.getvalue().encode())
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE stage (LIKE nps) ON COMMIT DROP")
        cursor.execute(f"COPY stage FROM 's3://{bucket}/{key}' CSV")
        cursor.execute(
            """
            INSERT INTO nps
            SELECT * FROM stage
            ON CONFLICT (id) DO UPDATE
            SET created_at = EXCLUDED.created_at, score = EXCLUDED.score,
                modified = EXCLUDED.modified, deleted = EXCLUDED.deleted
            """
        )
