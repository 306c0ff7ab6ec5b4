# expects: An empty text came as NULL
import csv
import tempfile

from pymysql.cursors import SSCursor


def full_refresh(source, s3, bucket, warehouse, table):
    key = f"{table}/data.csv"
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
        with source.cursor(SSCursor) as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            csv.writer(file).writerows(cursor)
        file.seek(0)
        s3.upload_fileobj(file.buffer, bucket, key)
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} FROM 's3://{bucket}/{key}' CSV")
