# another way: One object from a temporary file. Simple, but it needs room on the disk, and one file
# loads more slowly than several on Redshift.
import tempfile

from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def full_refresh(source, s3, bucket, warehouse, table):
    source.rollback()
    key = f"{table}/data.csv"
    with tempfile.TemporaryFile() as file:
        with source.cursor(SSCursor) as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor:
                file.write((",".join(map(field, row)) + "\n").encode())
        file.seek(0)
        s3.upload_fileobj(file, bucket, key)
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} FROM 's3://{bucket}/{key}' CSV")
