"""Redshift's COPY … FROM 's3://bucket/prefix' CSV, and its `#temp` tables, on a PostgreSQL connection.

The connection's cursors turn it into COPY … FROM STDIN and stream the objects, so the SQL in a notebook is SQL
that Redshift takes. As there, a prefix may name many objects, one COPY is one statement (all or nothing), and
credentials and region are part of the text; here they are read and not needed. One thing differs: an empty,
unquoted field is NULL here for every type; Redshift loads it into a text column as '' unless told EMPTYASNULL.
A table whose name begins with # is a temporary one, of its session alone.
Source: Redshift's documentation of COPY, its data format and data conversion parameters, and of CREATE TABLE.
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import psycopg2
import psycopg2.extensions
from psycopg2 import sql

from workbook.databases import s3_client, sqltext
from workbook.servers.addresses import Store

Query: TypeAlias = str | bytes | sql.Composable
Values: TypeAlias = Sequence | Mapping[str, object] | None  # what the marks of a query stand for
CHUNK = 1 << 20  # bytes read from an object at a time

# Clauses that say who may read the bucket and where it is; each takes one value.
CREDENTIALS = {"IAM_ROLE", "CREDENTIALS", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "REGION"}
# Clauses that ask for what PostgreSQL does anyway; each takes no value.
ALREADY_SO = {"EMPTYASNULL", "EXPLICIT_IDS"}
# Clauses of how the objects are found and read; each takes no value.
FLAGS = {"GZIP", "MANIFEST"}
# Redshift's clause -> PostgreSQL's option.
PASSED_ON = {"DELIMITER": "DELIMITER", "QUOTE": "QUOTE", "NULL": "NULL", "ENCODING": "ENCODING"}
# What stands before a `#name` that is a table's.
BEFORE_A_NAME = {
    "TABLE", "EXISTS", "LIKE", "COPY", "FROM", "JOIN", "INTO", "UPDATE", "USING", "ONLY", "TRUNCATE", "ANALYZE",
    "SELECT", "WHERE", "ON", "AND", "OR", "NOT", "BY", "SET", "HAVING", ",", "(", "=", "<", ">", "<=", ">=", "<>",
}  # fmt: skip


class CopyError(psycopg2.ProgrammingError):
    """A COPY from the store that can't be run: what is wrong with its text or its objects."""


class Cursor(psycopg2.extensions.cursor):
    """A psycopg2 cursor that also takes COPY … FROM 's3://…', and `#name` as a temporary table."""

    def execute(self, query: Query, vars: Values = None) -> None:
        text = self.mogrify(query, vars).decode()
        if "#" in text and (named := temporary(text)) != text:
            query = text = named
            vars = None
        pieces = sqltext.split(text, "warehouse") if "s3://" in text.lower() else []
        if len(pieces) > 1 and any(piece.words[:1] == ("COPY",) for piece in pieces):
            return self._one_by_one([piece.text for piece in pieces], pieces[0].words[0])
        copy = parse(text)
        if copy is None:
            return super().execute(query, vars)
        return super().copy_expert(copy.statement(self), self.objects(copy), CHUNK)

    def executemany(self, query: Query, vars_list: Iterable[Values]) -> None:
        text = self.mogrify(query).decode()  # of sql.SQL and bytes too; without values it only makes a text
        return super().executemany(temporary(text) if "#" in text else text, vars_list)

    def _one_by_one(self, texts: list[str], first: str) -> None:
        """Run a text of several statements with a COPY, which can't be sent among others; all or none."""
        idle = self.connection.info.transaction_status == psycopg2.extensions.TRANSACTION_STATUS_IDLE
        alone = self.connection.autocommit and idle and first not in ("BEGIN", "START")
        if alone:
            super().execute("BEGIN")
        try:
            for text in texts:
                Cursor.execute(self, text)
        except BaseException:
            if alone and not self.connection.closed:
                super().execute("ROLLBACK")
            raise
        if alone:
            super().execute("COMMIT")

    def objects(self, copy: "Copy") -> "Objects":
        """What a COPY from the store reads."""
        return Objects(self.connection.store, copy)


def temporary(text: str) -> str:
    """`text` with each table `#name` as PostgreSQL takes it: a quoted name, and CREATE TEMP TABLE.

    A # behind a value is PostgreSQL's operator, and stays.
    """
    try:
        found = sqltext.tokens(text, "warehouse")
    except sqltext.Unreadable:
        return text
    pieces, done = [], 0
    for at, mark in enumerate(found[:-1]):
        before, name = found[at - 1] if at else None, found[at + 1]
        written = text[name.start : name.end + 1]
        if mark.token_type.name != "HASH" or name.start != mark.end + 1 or not written.isidentifier():
            continue
        if before and before.text.upper() not in BEFORE_A_NAME:
            continue
        if before and before.text.upper() == "TABLE" and at > 1 and found[at - 2].text.upper() == "CREATE":
            pieces += [text[done : before.start], "TEMP "]
            done = before.start
        pieces += [text[done : mark.start], f'"#{written.lower()}"']
        done = name.end + 1
    return "".join([*pieces, text[done:]])


class Connection(psycopg2.extensions.connection):
    """A psycopg2 connection whose cursors take COPY from `store`."""

    store: Store  # set by whoever connects

    def cursor(self, *args: Any, **kwargs: Any) -> psycopg2.extensions.cursor:
        kwargs.setdefault("cursor_factory", Cursor)
        return super().cursor(*args, **kwargs)


@dataclass
class Copy:
    """A COPY from the store, read from its text."""

    target: str  # the table, and its columns if they are named
    bucket: str
    prefix: str
    skip: int = 0  # lines at the head of each object
    gzip: bool = False
    manifest: bool = False  # the address is that of a JSON object that lists the objects
    options: dict[str, str] = field(default_factory=dict)  # PostgreSQL's name -> value

    def statement(self, cursor: Cursor) -> sql.Composed:
        """The same as PostgreSQL's COPY … FROM STDIN."""
        options = [sql.SQL("FORMAT csv")]
        options += [sql.SQL(f"{name} {{}}").format(sql.Literal(value)) for name, value in self.options.items()]
        return sql.SQL("COPY {} FROM STDIN WITH ({})").format(sql.SQL(self.target), sql.SQL(", ").join(options))


def parse(text: str) -> Copy | None:
    """Read a COPY from the store; None for any other statement. Raises CopyError for one that can't be run."""
    if "s3://" not in text.lower() or "copy" not in text.lower():
        return None
    try:
        found = [t for t in sqltext.tokens(text, "warehouse") if t.token_type.name != "SEMICOLON"]
    except sqltext.Unreadable:
        return None  # an unclosed quote: the server says so better
    words = [token.text.upper() for token in found]
    if not words or words[0] != "COPY" or "FROM" not in words:
        return None
    at = words.index("FROM")
    if at + 1 >= len(found) or not found[at + 1].text.lower().startswith("s3://"):
        return None
    target = text[found[1].start : found[at - 1].end + 1] if at > 1 else ""
    if not target:
        raise CopyError("COPY names no table: write COPY table FROM 's3://bucket/key' CSV.")
    bucket, _, prefix = found[at + 1].text[len("s3://") :].partition("/")
    copy = Copy(target, bucket, prefix)
    is_csv = _read_options(copy, words[at + 2 :], [token.text for token in found[at + 2 :]])
    if not is_csv:
        raise CopyError("the local warehouse loads CSV only: add CSV to the end of the COPY.")
    return copy


def _read_options(copy: Copy, words: list[str], values: list[str]) -> bool:
    """Put the clauses behind the address into `copy`; returns whether the format is CSV."""
    is_csv, at = False, 0

    def value(name: str) -> str:
        nonlocal at
        at += 1
        if at < len(words) and words[at] == "AS":
            at += 1
        if at >= len(words):
            raise CopyError(f"COPY's {name} needs a value after it.")
        return values[at]

    while at < len(words):
        word = words[at]
        if word in CREDENTIALS:
            value(word)
        elif word in PASSED_ON:
            copy.options[PASSED_ON[word]] = value(word)
        elif word == "IGNOREHEADER":
            number = value(word)
            if not number.isdigit():
                raise CopyError(f"COPY's IGNOREHEADER takes a number of lines, not {number!r}.")
            copy.skip = int(number)
        elif word == "FORMAT":
            if (given := value(word)).upper() != "CSV":
                raise CopyError(f"the local warehouse loads CSV only, not {given}.")
            is_csv = True
        elif word == "CSV":
            is_csv = True
        elif word in FLAGS:
            setattr(copy, word.lower(), True)
        elif word not in ALREADY_SO:
            known = sorted({*CREDENTIALS, *PASSED_ON, *ALREADY_SO, *FLAGS, "CSV", "FORMAT", "IGNOREHEADER"})
            raise CopyError(
                f"the local warehouse's COPY does not know {values[at]!r}. It knows {', '.join(known)}."
            )
        at += 1
    return is_csv


class Objects(io.RawIOBase):
    """The objects of a COPY as one stream of lines, each without its header, read a piece at a time.

    `keys` are theirs, in their order; all but those of a manifest are in the bucket of the COPY.
    """

    def __init__(self, where: Store, copy: Copy) -> None:
        """Look the objects up in `where`. Raises CopyError where there are none."""
        self._client, self._copy = s3_client.client(where), copy
        try:
            places = self._of_manifest() if copy.manifest else self._below_prefix()
        except self._client.exceptions.NoSuchBucket:
            raise CopyError(f"there is no bucket {copy.bucket!r} in the store.") from None
        self._places, self.keys = places, [key for _, key in places]
        self._pieces = self.pieces()
        self._rest = b""

    def _below_prefix(self) -> list[tuple[str, str]]:
        """Bucket and key of each object whose key begins with the prefix. Raises CopyError where there is none."""
        bucket, prefix = self._copy.bucket, self._copy.prefix
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        found = [(bucket, entry["Key"]) for page in pages for entry in page.get("Contents", ())]
        if not found:
            raise CopyError(f"no object's key begins with 's3://{bucket}/{prefix}'.")
        return found

    def _of_manifest(self) -> list[tuple[str, str]]:
        """Bucket and key of each object that the manifest lists and that is there.

        Raises CopyError for a mandatory one that is not, where none is, and for what is no manifest. Source:
        https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
        """
        address = f"s3://{self._copy.bucket}/{self._copy.prefix}"
        try:
            body = self._client.get_object(Bucket=self._copy.bucket, Key=self._copy.prefix)["Body"].read()
            entries = json.loads(body)["entries"]
            listed = [(str(entry["url"]), bool(entry.get("mandatory", False))) for entry in entries]
        except self._client.exceptions.NoSuchKey:
            raise CopyError(f"there is no manifest {address}.") from None
        except (ValueError, LookupError, TypeError, AttributeError):
            says = 'a manifest is JSON such as {"entries": [{"url": "s3://bucket/key", "mandatory": true}]}.'
            raise CopyError(f"{address} is not a manifest: {says}") from None
        found = []
        for url, mandatory in listed:
            bucket, _, key = url.removeprefix("s3://").partition("/")
            if self._is_there(bucket, key):
                found.append((bucket, key))
            elif mandatory:
                raise CopyError(f"the manifest {address} lists {url}, which is not there.")
        if not found:
            raise CopyError(f"no object that the manifest {address} lists is there.")
        return found

    def _is_there(self, bucket: str, key: str) -> bool:
        try:
            self._client.head_object(Bucket=bucket, Key=key)
        except self._client.exceptions.ClientError as error:
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
                return False
            raise
        return True

    def pieces(self) -> Iterator[bytes]:
        """The objects' bytes, a piece at a time."""
        for bucket, key in self._places:
            body = self._client.get_object(Bucket=bucket, Key=key)["Body"]
            lines = gzip.GzipFile(fileobj=body) if self._copy.gzip else body
            to_skip, last = self._copy.skip, b"\n"
            while piece := lines.read(CHUNK):
                while to_skip and piece:
                    _, newline, piece = piece.partition(b"\n")
                    to_skip -= bool(newline)
                if piece:
                    last = piece[-1:]
                    yield piece
            if last != b"\n":  # an object whose last line is not ended must not run into the next object's first
                yield b"\n"

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; b"" at the end of the last object."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        taken, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return taken
