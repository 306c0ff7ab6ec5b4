# A named file, upload_file, and columns by name.
import tempfile
from pathlib import Path

from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            fileobj.write((",".join(map(field, row)) + "\n").encode())


def full_refresh(source, s3, bucket, warehouse, table):
    source.rollback()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        with source.cursor(SSCursor) as cursor, path.open("w", encoding="utf-8", newline="") as file:
            cursor.execute(f"SELECT * FROM {table}")
            names = ", ".join(column[0] for column in cursor.description)
            for row in cursor:
                file.write(",".join(map(field, row)) + "\n")
        s3.upload_file(str(path), bucket, f"{table}/all.csv")
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} ({names}) FROM 's3://{bucket}/{table}/all.csv' CSV")
