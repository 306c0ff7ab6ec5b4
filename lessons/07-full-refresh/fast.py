"""The full refresh of pipeline.py with a faster reader: connectorx -> Arrow -> CSV, some thousand rows at a time.

    full_refresh(source, s3, bucket, warehouse, table)      as pipeline.full_refresh; `source` gives its address

connectorx reads in a thread of its own and over a connection of its own: one SELECT, so one snapshot of InnoDB,
which rows that `source` has not committed are not in. It has no brake: what is not taken from it waits in memory.
So its rows go to a temporary file at once, and the objects to S3 from another thread.

Source: connectorx 0.4.6. Before 0.4.6 an error in mid-stream was taken for the end (sfu-db/connector-x#913).
"""

import re
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO
from urllib.parse import quote

import connectorx
import pyarrow as pa
from pyarrow import csv

from workbook.exercises import load_module

plain = load_module("07-full-refresh", "pipeline")

BATCH = 10_000  # rows
BEFORE = ["SET SESSION time_zone = '+00:00'", "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"]
NO_HEADER = csv.WriteOptions(include_header=False)
# The rest travels as the text that the server makes of it: a DECIMAL of more than 28 digits, a TIME of more than a
# day or a number in a JSON would not come through connectorx whole.
WHOLE = re.compile("(tiny|small|medium|big)?int|float|double|year|date|timestamp|(var)?char|.*text|enum|set")
BYTES = re.compile("bit|.*binary|.*blob")


class ReadFailed(Exception):
    """The source could not be read to the end, or a value is none that Arrow can hold."""


def full_refresh(source, s3, bucket: str, warehouse, table: str) -> int:
    """Make `table` of the warehouse hold the source's rows of the same name, in one transaction; how many.

    Both sides have the same columns in the same order. If anything fails, the table is as before, and the error
    is raised: ReadFailed, pipeline.NotAsRead, or the driver's.
    """
    prefix = f"{table}/{uuid.uuid4().hex}/"
    with warehouse, warehouse.cursor() as cursor, Uploads(s3, bucket, prefix) as objects:
        count = 0
        for batch in read(source, select(source, table)):
            objects.write(to_csv(batch))
            count += batch.num_rows
        objects.put()
        objects.wait()
        plain.replace(cursor, table, objects, count)
    return count


def select(source, table: str) -> str:
    """The SELECT of all rows of `table`. Raises TypeError for a column of bytes, as pipeline.to_csv does."""
    columns = []
    with source.cursor() as cursor:
        cursor.execute(f"SHOW COLUMNS FROM {plain.source_name(table)}")
        for name, kind, *_ in cursor.fetchall():
            if BYTES.match(kind):
                raise TypeError(f"the column {name} of {table} is {kind}: bytes can't be written as CSV")
            columns.append(f"`{name}`" if WHOLE.match(kind) else f"CAST(`{name}` AS CHAR) AS `{name}`")
    return f"SELECT {', '.join(columns)} FROM {plain.source_name(table)}"


def read(source, query: str) -> Iterator[pa.RecordBatch]:
    """The rows of `query` on the server and database of `source`, stamps in UTC. Raises ReadFailed."""
    if source.unix_socket:
        raise ValueError("source is connected by a socket file: the fast reader needs a host and a port")
    user, password, database = (quote(part, safe="") for part in (source.user, source.password, source.db or ""))
    address = f"mysql://{user}:{password}@{source.host}:{source.port}/{database}"
    try:
        yield from connectorx.read_sql(
            address,
            query,
            return_type="arrow_stream",
            batch_size=BATCH,
            pre_execution_query=BEFORE,
        )
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, which `except Exception` does not see
            raise
        raise ReadFailed(str(error)) from None


def to_csv(batch: pa.RecordBatch) -> memoryview:
    """The rows as pipeline.to_csv writes them: NULL is nothing at all, all text is quoted."""
    lines = pa.BufferOutputStream()
    csv.write_csv(batch, lines, NO_HEADER)
    return memoryview(lines.getvalue())


class Uploads(plain.Objects):
    """Objects that a thread sends, so that the reader never waits for S3; what is still to be sent is on disk."""

    def __init__(self, s3, bucket: str, prefix: str) -> None:
        super().__init__(s3, bucket, prefix)
        self._sender = ThreadPoolExecutor(1)
        self._uploads: list[Future] = []

    def wait(self) -> None:
        """Return when all objects are in the store. Raises what an upload raised."""
        for upload in self._uploads:
            upload.result()

    def _send(self, key: str) -> None:
        full, self._file = self._file, tempfile.TemporaryFile()  # noqa: SIM115 (closed by the thread)
        self._uploads.append(self._sender.submit(self._upload, key, full))

    def _upload(self, key: str, full: BinaryIO) -> None:
        with full:
            full.seek(0)
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=full)

    def __exit__(self, *error) -> None:
        self._sender.shutdown(cancel_futures=True)
        super().__exit__(*error)
