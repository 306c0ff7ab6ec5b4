# expects: after a failed one on the same connections, with other rows in the source
import tempfile

from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)


def full_refresh(source, s3, bucket, warehouse, table):
    key = f"{table}/data.csv"
    with tempfile.TemporaryFile() as file:
        with source.cursor(SSCursor) as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor:
                file.write((",".join(map(field, row)) + "\n").encode())
        file.seek(0)
        s3.upload_fileobj(file, bucket, key)
    source.rollback()
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} FROM 's3://{bucket}/{key}' CSV")
