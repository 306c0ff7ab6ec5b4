# expects: Objects of the earlier load were loaded again
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
    part = 0
    with source.cursor(SSCursor) as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        while rows := cursor.fetchmany(20_000):
            body = "".join(",".join(map(field, row)) + "\n" for row in rows)
            s3.put_object(Bucket=bucket, Key=f"{table}/{part:04}.csv", Body=body.encode())
            part += 1
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        if part:
            cursor.execute(f"COPY {table} FROM 's3://{bucket}/{table}/' CSV")
