# streams, several objects, its own DELETE of them; BEGIN and COMMIT by hand; a stage that is dropped
import datetime as dt

from pymysql.cursors import SSCursor


def text(value):
    return "" if value is None else str(value)


def incremental(source, s3, bucket, warehouse, run_date):
    prefix = f"nps/{run_date:%Y/%m/%d}/"
    keys = []
    with source.cursor(SSCursor) as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        cursor.execute(
            "SELECT id, created_at, score, modified, deleted FROM nps WHERE modified >= %s AND modified < %s"
            " ORDER BY modified",
            (run_date.isoformat(), (run_date + dt.timedelta(1)).isoformat()),
        )
        while rows := cursor.fetchmany(200):
            lines = "".join(",".join(map(text, row)) + "\n" for row in rows)
            keys.append(f"{prefix}{len(keys):04}")
            s3.put_object(Bucket=bucket, Key=keys[-1], Body=lines.encode())
    source.rollback()
    if not keys:
        return
    cursor = warehouse.cursor()
    try:
        cursor.execute("DROP TABLE IF EXISTS nps_stage")
        cursor.execute("CREATE TABLE nps_stage (LIKE nps INCLUDING DEFAULTS)")
        cursor.execute(f"COPY nps_stage FROM 's3://{bucket}/{prefix}' CSV")
        cursor.execute("DELETE FROM nps WHERE id IN (SELECT id FROM nps_stage)")
        cursor.execute("INSERT INTO nps SELECT * FROM nps_stage")
        cursor.execute("DROP TABLE nps_stage")
        for key in keys:
            s3.delete_object(Bucket=bucket, Key=key)
        warehouse.commit()
    except Exception:
        warehouse.rollback()
        raise
