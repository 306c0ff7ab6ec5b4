# expects: a creation time that came later
import csv
import datetime as dt
import io


def incremental(source, s3, bucket, warehouse, run_date):
    end = run_date + dt.timedelta(days=1)
    with source.cursor() as c:
        c.execute(
            "SELECT id, created_at, score, modified, deleted FROM nps WHERE modified >= %s AND modified < %s",
            (run_date, end),
        )
        rows = c.fetchall()
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    key = f"nps/{run_date}.csv"
    s3.put_object(Bucket=bucket, Key=key, Body=out.getvalue().encode())

    with warehouse, warehouse.cursor() as c:
        c.execute("CREATE TEMP TABLE st (LIKE nps) ON COMMIT DROP")
        c.execute(f"COPY st FROM 's3://{bucket}/{key}' CSV")
        c.execute(
            "INSERT INTO nps SELECT * FROM st ON CONFLICT (id) DO UPDATE"
            " SET score = EXCLUDED.score, modified = EXCLUDED.modified, deleted = EXCLUDED.deleted"
        )
