# A multipart upload while reading: no file at all.
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
    key = f"{table}/{table}.csv"
    upload = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    parts, lines = [], bytearray()

    def send():
        number = len(parts) + 1
        sent = s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=bytes(lines))
        parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        lines.clear()

    try:
        with source.cursor(SSCursor) as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            while rows := cursor.fetchmany(1000):
                lines += "".join(",".join(map(field, row)) + "\n" for row in rows).encode()
                if len(lines) > 8_000_000:
                    send()
        send()
        s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts})
    except BaseException:
        s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
        raise
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(f"COPY {table} FROM 's3://{bucket}/{key}' CSV")
