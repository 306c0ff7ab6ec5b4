# The swap as one text of SQL, under autocommit, which is put back; the object is removed at the end.
import tempfile
from pathlib import Path

from pymysql.cursors import SSCursor


def quoted(value):
    return "" if value is None else '"' + str(value).replace('"', '""') + '"'


def full_refresh(source, s3, bucket, warehouse, table):
    source.rollback()
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "rows.csv"
    key = f"backup/{table}.csv"
    try:
        with path.open("w", encoding="utf-8", newline="") as file, source.cursor(SSCursor) as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall_unbuffered():
                file.write(",".join(map(quoted, row)) + "\n")
        s3.upload_file(str(path), bucket, key)
        warehouse.autocommit = True
        with warehouse.cursor() as cursor:
            try:
                copy = f"COPY {table} FROM 's3://{bucket}/{key}' CSV"
                cursor.execute(f"BEGIN; DELETE FROM {table}; {copy}; COMMIT")
            except Exception:
                cursor.execute("ROLLBACK")
                raise
            finally:
                warehouse.autocommit = False
    finally:
        folder.cleanup()
        s3.delete_object(Bucket=bucket, Key=key)
