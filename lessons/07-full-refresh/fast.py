"""The full refresh of pipeline.py with a faster reader: the source itself writes the CSV, many rows in one value.

    full_refresh(source, s3, bucket, warehouse, table)      as pipeline.full_refresh
    to_csv(source, table, fileobj)                          all rows of a table as CSV

What is slow in pipeline.to_csv is Python's work for each row and each value. Here SQL makes a line of each row,
and GROUP_CONCAT one value of about PAGE_BYTES of them, so Python has work once a page. The pages follow each other
by the table's key; as all are read in one snapshot, nothing is missed and nothing comes twice.

And nobody waits: the DELETE runs while the first page is read, and each object's COPY while the next one is
written. The first objects are small, so that the warehouse has work early.
"""

import re
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from psycopg2 import sql

from workbook.exercises import load_module

plain = load_module("07-full-refresh", "pipeline")

FIRST_ROWS = 1_000  # of the first page, when the length of a row is not known
PAGE_BYTES = 1 << 20  # of a page, about
LONGEST = 4 * PAGE_BYTES  # of a page, in the server; GROUP_CONCAT cuts off what is beyond
FIRST_OBJECT = 4 << 20  # bytes, about; each further object is twice as large, up to pipeline.OBJECT_BYTES
CHARACTER = 4  # bytes, at most: what is cut off ends with a whole character

WHOLE_NUMBER = re.compile(r"(tiny|small|medium|big)?int\b")
# As the server writes them: no comma, no quote, no line end.
BARE = re.compile(r"((tiny|small|medium|big)?int|decimal|double|year|date|datetime|timestamp|time)\b")
TEXT = re.compile(r"(var)?char\b|(tiny|medium|long)?text\b|(enum|set|json)\b")


def full_refresh(source, s3, bucket: str, warehouse, table: str) -> int:
    """Make `table` of the warehouse hold the source's rows of the same name, in one transaction; how many.

    Both sides have the same columns in the same order. If anything fails, the table is as before, and the error
    is raised; pipeline.NotAsRead where COPY did not load what was read.
    """
    prefix = f"{table}/{uuid.uuid4().hex}/"
    with warehouse, warehouse.cursor() as cursor, Objects(s3, bucket, prefix, cursor, table) as objects:
        with plain.snapshot(source):
            count = to_csv(source, table, objects)
        objects.put()
        objects.wait()
        plain.confirm(cursor, table, objects, count)
    return count


class Objects(plain.Objects):
    """As pipeline.Objects; and a thread of its own replaces the rows of `table` by those of each object put.

    `cursor` is the thread's until `wait` returns, or until the end of `with`.
    """

    def __init__(self, s3, bucket: str, prefix: str, cursor, table: str) -> None:
        super().__init__(s3, bucket, prefix)
        self.full = FIRST_OBJECT
        self._cursor, self._target = cursor, sql.Identifier(*table.split("."))
        self._thread = ThreadPoolExecutor(1)
        self._jobs = [self._later("DELETE FROM {}")]

    def _later(self, statement: str, *values: str) -> Future:
        return self._thread.submit(self._cursor.execute, sql.SQL(statement).format(self._target), values)

    def _send(self, key: str) -> None:
        for job in self._jobs:
            if job.done():
                job.result()  # raises what it failed with: then there is no need to read on
        super()._send(key)
        self._jobs.append(self._later("COPY {} FROM %s CSV", f"s3://{self._bucket}/{key}"))
        self.full = min(2 * self.full, plain.OBJECT_BYTES)

    def wait(self) -> None:
        """Return when all objects are in the table; raises the error of the first that is not."""
        for job in self._jobs:
            job.result()

    def __exit__(self, *error) -> None:
        self._thread.shutdown(cancel_futures=True)
        super().__exit__(*error)


def to_csv(source, table: str, fileobj) -> int:
    """Write all rows of `table` to the binary file `fileobj` as pipeline.to_csv does; how many there are.

    Fast where the primary key is one whole number; else pipeline.to_csv reads. To be called in a snapshot.
    Raises TypeError for a column whose text would mean something else, such as bytes.
    """
    key, line = layout(source, table)
    name = plain.source_name(table)
    if key is None:
        return plain.to_csv(source, f"SELECT * FROM {name}", fileobj)
    count, rest, rows = 0, "TRUE", FIRST_ROWS
    with long_values(source) as longest, source.cursor() as cursor:
        while True:
            cursor.execute(f"SELECT {key} FROM {name} WHERE {rest} ORDER BY {key} LIMIT 1 OFFSET {rows - 1}")
            end = cursor.fetchone()
            page = f"{rest} AND {key} <= {end[0]}" if end else rest
            cursor.execute(f"SELECT COUNT(*), GROUP_CONCAT({line} SEPARATOR '') FROM {name} WHERE {page}")
            found, lines = cursor.fetchone()
            data = (lines or "").encode()
            if len(data) <= longest - CHARACTER:
                fileobj.write(data)
            elif rows == 1:
                plain.to_csv(source, f"SELECT * FROM {name} WHERE {page}", fileobj)
            else:
                rows = max(1, rows // 8)
                continue
            count += found
            if end is None:
                return count
            rest, rows = f"{key} > {end[0]}", max(1, found * PAGE_BYTES // len(data))


def layout(source, table: str) -> tuple[str | None, str]:
    """The key by which pages of `table` can be read, if there is one, and the SQL of a row's CSV line."""
    with source.cursor() as cursor:
        cursor.execute(f"SHOW COLUMNS FROM {plain.source_name(table)}")
        columns = [row for row in cursor.fetchall() if "INVISIBLE" not in row[5].upper()]
    keys = [f"`{name}`" for name, kind, _, key, *_ in columns if key == "PRI" and WHOLE_NUMBER.match(kind)]
    alone = sum(key == "PRI" for _, _, _, key, *_ in columns) == 1
    fields = ", ',', ".join(field(name, kind) for name, kind, *_ in columns)
    return keys[0] if keys and alone else None, f"CONCAT({fields}, '\\n')"


def field(name: str, kind: str) -> str:
    """The SQL of a column's CSV field: NULL is nothing at all, and text is quoted. Raises TypeError."""
    if BARE.match(kind):
        text = f"`{name}`"
    elif kind.startswith("float"):
        text = f"`{name}` + 0e0"  # as it is, a FLOAT is written with six digits
    elif TEXT.match(kind):
        text = f"""'"', REPLACE(`{name}`, '"', '""'), '"'"""
    else:
        raise TypeError(f"the column {name} is {kind}: its values can't be written as CSV")
    return f"IFNULL(CONCAT({text}), '')"


@contextmanager
def long_values(source) -> Iterator[int]:
    """Inside of it, GROUP_CONCAT gives up to so many bytes."""
    with source.cursor() as cursor:
        cursor.execute("SELECT @@SESSION.group_concat_max_len, @@SESSION.max_allowed_packet")
        earlier, packet = cursor.fetchone()
        longest = min(LONGEST, packet)
        cursor.execute("SET SESSION group_concat_max_len = %s", [longest])
    try:
        yield longest
    finally:
        if source.open:
            with source.cursor() as cursor:
                cursor.execute("SET SESSION group_concat_max_len = %s", [earlier])
