# expects: no COPY from the bucket
import tempfile

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
    with tempfile.TemporaryFile() as file:
        to_csv(source, f"SELECT * FROM {table}", file)
        file.seek(0)
        with warehouse, warehouse.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
            cursor.copy_expert(f"COPY {table} FROM STDIN CSV", file)
