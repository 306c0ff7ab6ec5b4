"""Plain values as JSON, and messages over a socket: nothing that is read here can run anything.

JSON has no dates, tuples, bytes, sets, decimals or Ellipsis: such a value is an object with one key that begins
with "$". A pandas DataFrame arrives as its cells (checking.data_frames), so that no pandas is needed to read it.
"""

import base64
import datetime
import json
import math
import socket
import struct
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, overload

from workbook.checking import data_frames

LARGEST = 32 << 20  # bytes of one message
# Kept from the start: a check may change the clock of `datetime` while values pass.
DATE, DATETIME, TIME, TIMEDELTA = datetime.date, datetime.datetime, datetime.time, datetime.timedelta


class Unsendable(TypeError):
    """A value that is not plain, or a message that can't be read."""


class Closed(Exception):
    """The other side is gone."""


def encode(value: object) -> object:
    """A plain value as JSON's types; a named tuple as a tuple, and the like. Raises Unsendable."""
    try:
        return _encoded(value)
    except RecursionError:
        raise Unsendable("a value holds too many others, or itself") from None


def _encoded(value: object) -> object:
    if value is None or type(value) in (bool, int, str):
        return value
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    if cells := data_frames.cells_of(value):
        return {"$cells": [_encoded(cells.names), _encoded(cells.columns)]}
    raise Unsendable(f"a value of the type {type(value).__name__} is not plain")


def _pairs(value: dict) -> object:
    if all(type(key) is str and not key.startswith("$") for key in value):
        return {key: _encoded(each) for key, each in value.items()}
    return {"$dict": [[_encoded(key), _encoded(each)] for key, each in value.items()]}


def _all(tag: str) -> Callable:
    return lambda values: {tag: [_encoded(each) for each in values]}


# In this order: a datetime is a date, too.
WRITERS: dict[type | UnionType, Callable] = {
    int: int,
    str: str,
    float: lambda value: float(value) if math.isfinite(value) else {"$float": repr(float(value))},
    list: lambda values: [_encoded(each) for each in values],
    dict: _pairs,
    tuple: _all("$tuple"),
    set: _all("$set"),
    frozenset: _all("$frozenset"),
    bytes | bytearray | memoryview: lambda value: {"$bytes": base64.b64encode(value).decode("ascii")},
    DATETIME: lambda value: {"$datetime": value.isoformat()},
    DATE: lambda value: {"$date": value.isoformat()},
    TIME: lambda value: {"$time": value.isoformat()},
    TIMEDELTA: lambda value: {"$timedelta": [value.days, value.seconds, value.microseconds]},
    Decimal: lambda value: {"$decimal": str(value)},
    type(...): lambda value: {"$ellipsis": ""},  # a place in an answer that nobody filled in
}
READERS: dict[str, Callable] = {
    "$float": float,
    "$dict": lambda pairs: {decode(key): decode(value) for key, value in pairs},
    "$tuple": lambda values: tuple(map(decode, values)),
    "$set": lambda values: set(map(decode, values)),
    "$frozenset": lambda values: frozenset(map(decode, values)),
    "$bytes": lambda text: base64.b64decode(text, validate=True),
    "$date": DATE.fromisoformat,
    "$datetime": DATETIME.fromisoformat,
    "$time": TIME.fromisoformat,
    "$timedelta": lambda parts: TIMEDELTA(*parts),
    "$decimal": Decimal,
    "$cells": lambda parts: data_frames.Cells(*map(decode, parts)),
    "$ellipsis": lambda text: ...,
}


def decode(value: object) -> Any:
    """The value that `encode` was given. Raises Unsendable."""
    try:
        if isinstance(value, list):
            return [decode(each) for each in value]
        if isinstance(value, dict):
            tag = next(iter(value), "")
            if tag.startswith("$"):
                return READERS[tag](value[tag])
            return {key: decode(each) for key, each in value.items()}
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError, InvalidOperation) as error:
        raise Unsendable(f"a value can't be read: {error!r}") from None
    return value


class Channel:
    """Messages, each a JSON object, over a connected socket."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._got = bytearray()

    def send(self, message: dict, seconds: float | None = None) -> None:
        """Send a message. Raises Closed, also where it is not taken in time; Unsendable for one too large."""
        body = json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")
        if len(body) > LARGEST:
            raise Unsendable(f"{len(body):,} bytes are more than can be sent")
        self.socket.settimeout(seconds)
        try:
            self.socket.sendall(struct.pack("!I", len(body)) + body)
        except OSError:
            raise Closed from None

    @overload
    def receive(self, seconds: None = None) -> dict: ...
    @overload
    def receive(self, seconds: float) -> dict | None: ...
    def receive(self, seconds: float | None = None) -> dict | None:
        """The next message; None if none is whole within `seconds`. Raises Closed, or Unsendable."""
        until = None if seconds is None else time.monotonic() + seconds
        while (body := self._whole()) is None:
            # A sender that gives byte after byte does not hold up the receiver.
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                return None
            self.socket.settimeout(left)
            try:
                piece = self.socket.recv(1 << 18)
            except TimeoutError:
                return None
            except OSError:
                raise Closed from None
            if not piece:
                raise Closed
            self._got += piece
        return _read(body)

    def _whole(self) -> bytes | None:
        """The body of the first message, if all of it has come."""
        if len(self._got) < 4:
            return None
        (size,) = struct.unpack("!I", self._got[:4])
        if size > LARGEST:
            raise Unsendable("a message is too large")
        if len(self._got) < 4 + size:
            return None
        body = bytes(self._got[4 : 4 + size])
        del self._got[: 4 + size]
        return body

    def close(self) -> None:
        """Close the socket."""
        self.socket.close()


def _read(body: bytes) -> dict:
    try:
        found = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise Unsendable("a message is no JSON") from None
    if not isinstance(found, dict):
        raise Unsendable("a message is no JSON object")
    return found
