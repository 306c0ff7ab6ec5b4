"""The remote caller: calls a learner's function on plain connections, and tells what it returned or raised.

Nothing is judged here. What the function did is looked at by the verifier, in another process.
"""

import contextlib
import io
from collections.abc import Callable

from workbook.checking import buckets, limits
from workbook.checking.instrumented_drivers import NEVER, InstrumentedConnection, StatementHook
from workbook.checking.instrumented_mysql import InstrumentedMySQL
from workbook.databases.provisioned import ProvisionedDatabases
from workbook.errors import described
from workbook.exercises.kinds import PyExercise
from workbook.grading.sandbox import json_channel

WITH_BUCKET = {"s3", "bucket"}  # parts
TOGETHER = 1 << 18  # bytes of a file that go to the verifier at once: each way there and back takes its time


class RemoteError(Exception):
    """An error that a callable of the verifier's raised; its text is that error's."""


class RemoteCaller:
    """Calls of one function, as the verifier asks for them."""

    def __init__(
        self, exercise: PyExercise, databases: ProvisionedDatabases, channel: json_channel.Channel
    ) -> None:
        self._exercise, self._databases, self._channel = exercise, databases, channel
        # Made here, before rights are given up: it reads files of boto3's.
        with_bucket = WITH_BUCKET & set(exercise.parts)
        self._bucket = buckets.Bucket(databases.addresses.store, databases.name) if with_bucket else None

    def serve(self, function: Callable) -> None:
        """Call the function for each request that comes, until the channel is closed."""
        with contextlib.suppress(json_channel.Closed):
            while request := self._channel.receive():
                self._channel.send(self._call(function, request))

    def _call(self, function: Callable, request: dict) -> dict:
        hook = StatementHook(fail_at=NEVER)
        given = [self._part(part, hook) for part in self._exercise.parts]
        arguments = [self._argument(each) for each in request["arguments"]]
        named = {name: self._argument(each) for name, each in request["named"].items()}
        seconds = request["seconds"]
        called = limits.run_with_limits(lambda: function(*given, *arguments, **named), seconds, lambda: None)
        for file in [*arguments, *named.values()]:
            if isinstance(file, RemoteFile):
                file.hand_over()
        for connection in given:
            if isinstance(connection, InstrumentedConnection | InstrumentedMySQL):
                with contextlib.suppress(Exception):  # the function may have closed it, or lost it
                    connection.close()
        answer = {"statements": hook.statements, "timed_out": called.timed_out, "too_slow": called.too_slow}
        if called.error is not None:
            return answer | {"raised": _plain_error(called.error)}
        try:
            return answer | {"returned": json_channel.encode(called.returned)}
        except json_channel.Unsendable as error:
            return answer | {"unsendable": str(error)}

    def _part(self, part: str, hook: StatementHook) -> object:
        if part in WITH_BUCKET:
            assert self._bucket
            if part == "bucket":
                return self._bucket.name
            self._bucket.hook = hook
            return self._bucket.client
        if part == "source":
            connection = self._databases.source(autocommit=False, reader=True, kind=InstrumentedMySQL)
        else:
            connection = self._databases.warehouse(self._exercise.autocommit, InstrumentedConnection)
        connection.hook = hook
        return connection

    def _argument(self, given: list) -> object:
        kind, value = given
        if kind == "callable":
            return lambda *values, **named: self._remote(value, "call", values, named)
        if kind == "file":
            return RemoteFile(lambda data: self._remote(value, "write", (data,), {}))
        return json_channel.decode(value)

    def _remote(self, number: int, do: str, values: tuple, named: dict) -> object:
        """Let the verifier call what it keeps under `number`. Raises Far where that raised."""
        asked = {"do": do, "values": json_channel.encode(list(values)), "named": json_channel.encode(named)}
        self._channel.send({"far": number, **asked})
        answer = self._channel.receive()
        if "raised" in answer:
            raise RemoteError(answer["raised"])
        return json_channel.decode(answer["returned"])


class RemoteFile(io.RawIOBase):
    """A file whose writes reach one of the verifier's, many at a time; it takes text too, as UTF-8."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
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
        """Let what was written reach the verifier's file."""
        if self._waiting:
            self._write(bytes(self._waiting))
            self._waiting.clear()


def _plain_error(error: BaseException) -> dict:
    attributes = {}
    for name, value in vars(error).items():
        with contextlib.suppress(json_channel.Unsendable):
            attributes[name] = json_channel.encode(value)
    return {
        "kind": type(error).__name__,
        "is_error": isinstance(error, Exception),
        "text": described(error).removeprefix(type(error).__name__).removeprefix(": "),
        "attributes": attributes,
    }
