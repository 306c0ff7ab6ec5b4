# expects: it closed the source's connection
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
    source.close()
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    key = f"nps/{run_date}.csv"
    s3.put_object(Bucket=bucket, Key=key, Body=out.getvalue().encode())

    with warehouse, warehouse.cursor() as c:
        c.execute("CREATE TEMP TABLE st (LIKE nps) ON COMMIT DROP")
        c.execute(f"COPY st FROM 's3://{bucket}/{key}' CSV")
        c.execute("DELETE FROM nps USING st WHERE nps.id = st.id")
        c.execute("INSERT INTO nps SELECT * FROM st")
