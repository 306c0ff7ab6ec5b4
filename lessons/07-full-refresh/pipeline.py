"""A full refresh, MySQL -> S3 -> warehouse, that streams: the plain version, as a learner can write it.

    to_csv(source, query, fileobj)                          a query's rows as CSV
    full_refresh(source, s3, bucket, warehouse, table)      a table of the warehouse, replaced with the source's

`source` is a pymysql connection, `s3` a boto3 client, `warehouse` a psycopg2 connection whose COPY reads S3.
No more than a thousand rows are in memory at a time, and the CSV waits in a temporary file.
"""

import contextlib
import datetime
import tempfile
import uuid
from collections.abc import Iterator
from decimal import Decimal

from psycopg2 import sql
from pymysql.cursors import SSCursor

OBJECT_BYTES = 64 << 20  # about: the write that reaches it ends an object. Redshift likes 1 MB to 1 GB.
BATCH = 1000  # rows a write
AS_THEY_ARE = (int, float, Decimal, datetime.date)  # COPY reads what str() gives; a datetime is a date
# The session's settings, which are restored afterwards.
SETTINGS = "SELECT @@SESSION.time_zone, @@SESSION.net_write_timeout"
SET = "SET SESSION time_zone = %s, SESSION net_write_timeout = %s"
WAIT_SECONDS = 3600  # MySQL waits so long for us to read on, while an object is sent; its default is 60


class NotAsRead(Exception):
    """COPY did not load what was read from the source: an object is missing, truncated or not ours."""


def field(value: object) -> str:
    """One value as a CSV field that COPY … CSV reads back: NULL is empty, and text is quoted.

    Raises TypeError for a type whose text would mean something else, such as bytes.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, AS_THEY_ARE):
        return str(value)
    raise TypeError(f"a value of type {type(value).__name__} can't be written as CSV")


def to_csv(source, query: str, fileobj) -> int:
    """Write the rows of `query` to the binary file `fileobj` as UTF-8 CSV without a header; return their number.

    Each write ends at the end of a row. The cursor is server-side, so the whole result is never in memory.
    """
    count = 0
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            fileobj.write("".join([",".join(map(field, row)) + "\n" for row in rows]).encode())
            count += len(rows)
    return count


def full_refresh(source, s3, bucket: str, warehouse, table: str) -> int:
    """Replace the rows of the warehouse's `table` with the source's, in one transaction; return their number.

    Both tables have the same columns in the same order. If anything fails, the table stays as it was and the
    error is raised: NotAsRead if COPY did not load what was read. The objects are removed before the COMMIT.
    """
    columns_and_rows = f"SELECT * FROM {source_name(table)}"
    with warehouse, warehouse.cursor() as cursor, Objects(s3, bucket, f"{table}/{uuid.uuid4().hex}/") as objects:
        with snapshot(source):
            count = to_csv(source, columns_and_rows, objects)
        objects.put()
        replace(cursor, table, objects, count)
    return count


def replace(cursor, table: str, objects: "Objects", count: int) -> None:
    """Replace the rows of `table` with the `count` rows of `objects`. Raises NotAsRead."""
    target = sql.Identifier(*table.split("."))
    cursor.execute(sql.SQL("DELETE FROM {}").format(target))
    if count:
        cursor.execute(sql.SQL("COPY {} FROM %s CSV").format(target), [objects.address])
    confirm(cursor, table, objects, count)


def confirm(cursor, table: str, objects: "Objects", count: int) -> None:
    """Raise NotAsRead unless `table` holds `count` rows and the store holds the objects as they were sent."""
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*table.split("."))))
    [loaded] = cursor.fetchone()
    if loaded != count or not objects.are_as_written():
        raise NotAsRead(f"{table}: {count} rows were read, and {loaded} loaded, not all as they were written.")


def source_name(table: str) -> str:
    """`table`, which may be `database.table`, quoted for the source."""
    return ".".join(f"`{part}`" for part in table.split("."))


@contextlib.contextmanager
def snapshot(source) -> Iterator[None]:
    """In this block, all reads of `source` see the tables as they were at its start, and times are in UTC."""
    source.rollback()
    with source.cursor() as cursor:
        cursor.execute(SETTINGS)
        earlier = cursor.fetchone()
        cursor.execute(SET, ("+00:00", WAIT_SECONDS))
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
    try:
        yield
    finally:
        if source.open:  # if not, the error that closed it is being raised
            source.rollback()
            with source.cursor() as cursor:
                cursor.execute(SET, earlier)


class Objects:
    """A file that becomes objects of about 64 MB under `prefix`; they are removed at the end of `with`."""

    full = OBJECT_BYTES

    def __init__(self, s3, bucket: str, prefix: str) -> None:
        """`prefix` ends with a slash, and nothing else writes under it."""
        self._s3, self._bucket, self.prefix = s3, bucket, prefix
        self.address = f"s3://{bucket}/{prefix}"
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed at the end of `with`)
        self._sizes: dict[str, int] = {}

    def write(self, data: bytes) -> None:
        """Add whole rows. When the file has reached the size of an object, it is sent."""
        self._file.write(data)
        if self._file.tell() >= self.full:
            self.put()

    def put(self) -> None:
        """Send what is in the file, if it is not empty."""
        size = self._file.tell()
        if size:
            key = f"{self.prefix}{len(self._sizes) + 1:04}.csv"
            self._sizes[key] = size
            self._send(key)

    def _send(self, key: str) -> None:
        """Send the file as an object, and empty it."""
        self._file.seek(0)
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=self._file)
        self._file.seek(0)
        self._file.truncate()

    def are_as_written(self) -> bool:
        """Whether exactly these objects are under the prefix, each with the size that was sent."""
        return self._in_the_store() == self._sizes

    def _in_the_store(self) -> dict[str, int]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self.prefix)
        return {entry["Key"]: entry["Size"] for page in pages for entry in page.get("Contents", ())}

    def __enter__(self) -> "Objects":
        return self

    def __exit__(self, *error) -> None:
        self._file.close()
        for key in self._sizes:
            self._s3.delete_object(Bucket=self._bucket, Key=key)
