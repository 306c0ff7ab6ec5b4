"""The process's client of the S3 store."""

from functools import cache
from typing import TYPE_CHECKING

from workbook.servers import s3
from workbook.servers.addresses import Store

if TYPE_CHECKING:
    from botocore.client import BaseClient


@cache
def client(store: Store) -> "BaseClient":
    """A boto3 S3 client for `store`; the same one each time."""
    return s3.client(store)
