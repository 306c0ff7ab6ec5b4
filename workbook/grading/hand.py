"""The witness's hand: calls a learner's function on plain connections, and tells what it returned or raised.

Nothing is judged here. What the function did is looked at by the witness, in another process.
"""

import contextlib
import io
from collections.abc import Callable

from workbook import buckets, functions, limits
from workbook.exercises import PyExercise
from workbook.grading import wire
from workbook.lent import Lent
from workbook.taps import NEVER, Tap, TappedConnection, TappedMySQL

TOGETHER = 1 << 18  # bytes of a file that go to the witness at once: each way there and back takes its time


class Far(Exception):
    """An error that a callable of the witness's raised; its text is that error's."""


class Hand:
    """Calls of one function, as the witness asks for them."""

    def __init__(self, exercise: PyExercise, borrowed: Lent, channel: wire.Channel) -> None:
        self._exercise, self._lent, self._channel = exercise, borrowed, channel
        # Made here, before rights are given up: it reads files of boto3's.
        with_bucket = {"s3", "bucket"} & set(exercise.parts)
        self._bucket = buckets.Bucket(borrowed.addresses.store, borrowed.name) if with_bucket else None

    def serve(self, function: Callable) -> None:
        """Call the function for each request that comes, until the channel is closed."""
        with contextlib.suppress(wire.Closed):
            while request := self._channel.receive():
                self._channel.send(self._call(function, request))

    def _call(self, function: Callable, request: dict) -> dict:
        tap = Tap(fail_at=NEVER)
        given = [self._part(part, tap) for part in self._exercise.parts]
        arguments = [self._argument(each) for each in request["arguments"]]
        named = {name: self._argument(each) for name, each in request["named"].items()}
        called = limits.call(lambda: function(*given, *arguments, **named), request["seconds"], lambda: None)
        for file in [*arguments, *named.values()]:
            if isinstance(file, FarFile):
                file.hand_over()
        for connection in given:
            if isinstance(connection, TappedConnection | TappedMySQL):
                with contextlib.suppress(Exception):  # the function may have closed it, or lost it
                    connection.close()
        answer = {"statements": tap.statements, "timed_out": called.timed_out}
        if called.error is not None:
            return answer | {"raised": _plain_error(called.error)}
        try:
            return answer | {"returned": wire.encode(called.returned)}
        except wire.Unsendable as error:
            return answer | {"unsendable": str(error)}

    def _part(self, part: str, tap: Tap) -> object:
        if part == "bucket":
            return self._bucket.name
        if part == "s3":
            self._bucket.tap = tap
            return self._bucket.client
        if part == "source":
            connection = self._lent.source(autocommit=False, reader=True, kind=TappedMySQL)
        else:
            connection = self._lent.warehouse(self._exercise.autocommit, TappedConnection)
        connection.tap = tap
        return connection

    def _argument(self, given: list) -> object:
        kind, value = given
        if kind == "callable":
            return lambda *values, **named: self._far(value, "call", values, named)
        if kind == "file":
            return FarFile(lambda data: self._far(value, "write", (data,), {}))
        return wire.decode(value)

    def _far(self, number: int, do: str, values: tuple, named: dict) -> object:
        """Let the witness call what it keeps under `number`. Raises Far where that raised."""
        asked = {"do": do, "values": wire.encode(list(values)), "named": wire.encode(named)}
        self._channel.send({"far": number, **asked})
        answer = self._channel.receive()
        if "raised" in answer:
            raise Far(answer["raised"])
        return wire.decode(answer["returned"])


class FarFile(io.RawIOBase):
    """A file whose writes reach one of the witness's, many at a time; it takes text too, as UTF-8."""

    def __init__(self, write: Callable[[bytes], int]) -> None:
        super().__init__()
        self._write, self._waiting = write, bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._waiting += data.encode() if isinstance(data, str) else bytes(data)
        if len(self._waiting) > TOGETHER:
            self.hand_over()
        return len(data)

    def hand_over(self) -> None:
        """Let what was written reach the witness's file."""
        if self._waiting:
            self._write(bytes(self._waiting))
            self._waiting.clear()


def _plain_error(error: BaseException) -> dict:
    attributes = {}
    for name, value in vars(error).items():
        with contextlib.suppress(wire.Unsendable):
            attributes[name] = wire.encode(value)
    return {
        "kind": type(error).__name__,
        "is_error": isinstance(error, Exception),
        "text": functions.described(error).removeprefix(type(error).__name__).removeprefix(": "),
        "attributes": attributes,
    }
