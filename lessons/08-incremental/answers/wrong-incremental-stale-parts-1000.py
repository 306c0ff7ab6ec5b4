# expects: when its rows have moved on to the next day
import csv
import datetime as dt
import io

COLS = "id, created_at, score, modified, deleted"


def incremental(source, s3, bucket, warehouse, run_date):
    end = run_date + dt.timedelta(days=1)
    with source.cursor() as cur:
        cur.execute(f"SELECT {COLS} FROM nps WHERE modified >= %s AND modified < %s", (run_date, end))
        rows = cur.fetchall()
    source.rollback()
    if not rows:
        return
    key = f"nps/{run_date}/"
    for i in range(0, len(rows), 1000):
        buf = io.StringIO()
        csv.writer(buf, lineterminator="\n").writerows(rows[i : i + 1000])
        s3.put_object(Bucket=bucket, Key=f"{key}{i:07}.csv", Body=buf.getvalue().encode())
    try:
        with warehouse.cursor() as cur:
            cur.execute("CREATE TEMP TABLE stage (LIKE nps) ON COMMIT DROP")
            cur.execute(f"COPY stage ({COLS}) FROM 's3://{bucket}/{key}' CSV")
            cur.execute("DELETE FROM nps USING stage WHERE nps.id = stage.id")
            cur.execute(f"INSERT INTO nps ({COLS}) SELECT {COLS} FROM stage")
        warehouse.commit()
    except BaseException:
        warehouse.rollback()
        raise
