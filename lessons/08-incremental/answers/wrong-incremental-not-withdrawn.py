# expects: Withdrawn responses of the day did not arrive
import csv
import datetime as dt
import io


def incremental(source, s3, bucket, warehouse, run_date):
    with source.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM nps WHERE NOT deleted AND modified >= %s AND modified < %s",
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
        cursor.execute("DELETE FROM nps USING stage WHERE nps.id = stage.id")
        cursor.execute("INSERT INTO nps SELECT * FROM stage")
