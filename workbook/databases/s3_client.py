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
    # Our own calls read and write little: a store that is stuck should not hold up a check for minutes.
    return s3.client(store, connect_timeout=10, read_timeout=15, retries={"max_attempts": 1})
