# expects: no COPY from the bucket
TRUTHS = ("paid", "deleted")


def converted(name, value):
    return bool(value) if name in TRUTHS and value is not None else value


def full_refresh(source, s3, bucket, warehouse, table):
    with source.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        rows = [tuple(map(converted, names, row)) for row in cursor]
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        for row in rows:
            cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)
