# Objects of 64 MB, each in memory while it is made, under an emptied prefix.
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
    prefix = f"refresh/{table}/"
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=entry["Key"])
    part, lines, size = 0, [], 0
    with source.cursor(SSCursor) as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        for row in cursor:
            line = (",".join(map(field, row)) + "\n").encode()
            lines.append(line)
            size += len(line)
            if size > 64_000_000:
                s3.put_object(Bucket=bucket, Key=f"{prefix}{part:04}.csv", Body=b"".join(lines))
                part, lines, size = part + 1, [], 0
    s3.put_object(Bucket=bucket, Key=f"{prefix}{part:04}.csv", Body=b"".join(lines))
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} FROM 's3://{bucket}/{prefix}' CSV")
