import csv
import datetime as dt
import io

from pymysql.cursors import DictCursor


def incremental(source, s3, bucket, warehouse, run_date):
    source.rollback()
    end = run_date + dt.timedelta(days=1)
    with source.cursor(DictCursor) as c:
        c.execute(
            "SELECT id, created_at, score, modified, deleted FROM nps WHERE modified >= %s AND modified < %s",
            (run_date, end),
        )
        rows = c.fetchall()
    out = io.StringIO()
    csv.DictWriter(out, ["id", "created_at", "score", "modified", "deleted"]).writerows(rows)
    key = f"nps/{run_date}.csv"
    s3.put_object(Bucket=bucket, Key=key, Body=out.getvalue().encode())

    with warehouse, warehouse.cursor() as c:
        c.execute("CREATE TEMP TABLE st (LIKE nps) ON COMMIT DROP")
        c.execute(f"COPY st FROM 's3://{bucket}/{key}' CSV")
        c.execute("DELETE FROM nps USING st WHERE nps.id = st.id")
        c.execute("INSERT INTO nps SELECT * FROM st")
