# expects: it sent no statement
def full_refresh(source, s3, bucket, warehouse, table):
    return None
