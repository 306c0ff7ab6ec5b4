# expects: IGNOREHEADER 1 treats it as a header
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
    key = f"{table}/data.csv"
    with tempfile.TemporaryFile() as file:
        to_csv(source, f"SELECT * FROM {table}", file)
        file.seek(0)
        s3.upload_fileobj(file, bucket, key)
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} FROM 's3://{bucket}/{key}' CSV IGNOREHEADER 1")
