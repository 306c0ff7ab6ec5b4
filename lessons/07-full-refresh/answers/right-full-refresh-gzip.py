# A compressed object, COPY … GZIP; removed after the COMMIT.
import gzip
import tempfile
import uuid

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
    key = f"{table}-{uuid.uuid4()}.csv.gz"
    with tempfile.TemporaryFile() as file:
        with gzip.open(file, "wb", compresslevel=1) as lines:
            to_csv(source, f"SELECT * FROM {table}", lines)
        file.seek(0)
        s3.put_object(Bucket=bucket, Key=key, Body=file)
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} FROM 's3://{bucket}/{key}' CSV GZIP")
    s3.delete_object(Bucket=bucket, Key=key)
