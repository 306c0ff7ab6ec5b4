# expects: the rows came another way
import csv
import datetime as dt
import io
import uuid

COLS = "id, created_at, score, modified, deleted"


def incremental(source, s3, bucket, warehouse, run_date):
    end = run_date + dt.timedelta(days=1)
    with source.cursor() as cur:
        cur.execute(f"SELECT {COLS} FROM nps WHERE modified >= %s AND modified < %s", (run_date, end))
        rows = cur.fetchall()
    source.rollback()
    if not rows:
        return
    buf = io.StringIO()
    csv.writer(buf, lineterminator="\n").writerows(rows)
    key = f"nps/{run_date}/{uuid.uuid4().hex}.csv"
    s3.put_object(Bucket=bucket, Key=key, Body=buf.getvalue().encode())
    try:
        with warehouse.cursor() as cur:
            cur.execute("CREATE TEMP TABLE stage (LIKE nps) ON COMMIT DROP")
            body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            cur.copy_expert(f"COPY stage ({COLS}) FROM STDIN CSV", io.BytesIO(body))
            cur.execute("DELETE FROM nps USING stage WHERE nps.id = stage.id")
            cur.execute(f"INSERT INTO nps ({COLS}) SELECT {COLS} FROM stage")
        warehouse.commit()
    except BaseException:
        warehouse.rollback()
        raise
