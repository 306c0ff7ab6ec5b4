# BETWEEN with the last second: modified has whole seconds
import csv
import io


def incremental(source, s3, bucket, warehouse, run_date):
    source.rollback()
    with source.cursor() as cursor:
        cursor.execute(
            f"SELECT id, created_at, score, modified, deleted FROM nps"
            f" WHERE modified BETWEEN '{run_date} 00:00:00' AND '{run_date} 23:59:59'"
        )
        rows = cursor.fetchall()
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    key = f"nps/{run_date}.csv"
    s3.put_object(Bucket=bucket, Key=key, Body=lines.getvalue().encode())
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE stage (LIKE nps) ON COMMIT DROP")
        cursor.execute(f"COPY stage FROM 's3://{bucket}/{key}' CSV")
        cursor.execute("DELETE FROM nps USING stage WHERE nps.id = stage.id")
        cursor.execute("INSERT INTO nps SELECT * FROM stage")
