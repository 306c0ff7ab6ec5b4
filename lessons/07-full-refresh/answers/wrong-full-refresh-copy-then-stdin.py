# expects: they are all there although its objects held half of them.
import uuid

from pymysql.cursors import SSCursor


def csv_line(row):
    return (",".join("" if v is None else '"' + str(v).replace('"', '""') + '"' for v in row) + "\n").encode(
        "utf-8"
    )


def full_refresh(source, s3, bucket, warehouse, table):
    source.rollback()
    prefix = f"{table}/{uuid.uuid4()}/"
    n = 0
    with source.cursor(SSCursor) as cur:
        cur.execute("SELECT * FROM " + table)
        while rows := cur.fetchmany(5000):
            s3.put_object(Bucket=bucket, Key=f"{prefix}{n:05}.csv", Body=b"".join(map(csv_line, rows)))
            n += 1
    with warehouse, warehouse.cursor() as cur:
        cur.execute(f"TRUNCATE {table}")
        if n:
            cur.execute(f"COPY {table} FROM 's3://{bucket}/{prefix}' IAM_ROLE 'arn:aws:iam::1:role/x' CSV")
            cur.execute(f"DELETE FROM {table}")
            with source.cursor(SSCursor) as c:
                c.execute("SELECT * FROM " + table)
                import io as _io

                while rows := c.fetchmany(3000):
                    cur.copy_expert(f"COPY {table} FROM STDIN CSV", _io.BytesIO(b"".join(map(csv_line, rows))))
