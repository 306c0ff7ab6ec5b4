"""The process's client of the S3 store."""

from functools import cache

from workbook.servers import s3


@cache
def client(store):
    """A boto3 S3 client for `store`, a servers.Store; the same one each time."""
    return s3.client(store)
