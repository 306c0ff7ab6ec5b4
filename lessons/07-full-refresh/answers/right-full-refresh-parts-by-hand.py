from pymysql.cursors import SSCursor


def f(v):
    if v is None:
        return ""
    if isinstance(v, str):
        return '"' + v.replace('"', '""') + '"'
    return str(v)


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as c:
        c.execute(query)
        for row in c:
            fileobj.write((",".join(map(f, row)) + "\n").encode())


def full_refresh(source, s3, bucket, warehouse, table):
    source.rollback()
    key = f"{table}/all.csv"

    class Part:
        def __init__(self):
            self.b = bytearray()
            self.parts = []
            self.id = None

        def write(self, data):
            self.b += data
            if len(self.b) >= 8 << 20:
                self.send()

        def send(self):
            if self.id is None:
                self.id = s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
            n = len(self.parts) + 1
            r = s3.upload_part(Bucket=bucket, Key=key, UploadId=self.id, PartNumber=n, Body=bytes(self.b))
            self.parts.append({"PartNumber": n, "ETag": r["ETag"]})
            self.b.clear()

    p = Part()
    to_csv(source, f"SELECT * FROM `{table}`", p)
    if p.id is None:
        s3.put_object(Bucket=bucket, Key=key, Body=bytes(p.b))
    else:
        if p.b:
            p.send()
        s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=p.id, MultipartUpload={"Parts": p.parts})
    with warehouse, warehouse.cursor() as c:
        c.execute(f"DELETE FROM {table}")
        c.execute(f"COPY {table} FROM 's3://{bucket}/{key}' CSV")
