"""A proxy between the remote caller and the warehouse: outside of a learner's process it sees each statement.

It speaks PostgreSQL's protocol (version 3, simple queries, no TLS) as far as to tell one statement from the next:
https://www.postgresql.org/docs/current/protocol.html. What a hook does inside of a process
(instrumented_drivers.py), it does here: another session looks before a statement, and a statement is refused by
the server, or stopped on its way.
"""

import contextlib
import selectors
import socket
import struct
import threading
from collections.abc import Callable

import psycopg2

from workbook.checking.instrumented_drivers import COMMITS, NEVER_FAIL, REFUSED, STOPPED, StatementHook
from workbook.databases import sqltext

TLS, GSS, CANCEL = 80877103, 80877104, 80877102  # in the place of the protocol's version
LONGEST = 64 << 20  # bytes of one message
ALLOWED = b"QpdcfX"  # query, password, COPY's data and ends, goodbye; drivers of ours send nothing else
READY, IDLE = b"Z", b"I"


class PostgresProxy:
    """Listens at `port` while it is open, and hands all to the server; a context manager.

    While `hook` is set, statements pass through it. It is set and taken away between two calls, when the remote
    caller has closed its connections. `failed` is an error of a look.
    """

    def __init__(self, host: str, port: int, autocommit: bool, unwatched: str = "") -> None:
        """`autocommit` is the remote caller's connections': without it, their driver sends a BEGIN of its own.

        No hook sees sessions in the database `unwatched`, which is the notebook's own.
        """
        self._server, self.autocommit, self.unwatched = (host, port), autocommit, unwatched
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._choose = selectors.DefaultSelector()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.hook: StatementHook | None = None
        self.failed: Exception | None = None

    def instead(self, terms: dict) -> dict:
        """The terms of a lease (provisioned.terms), with this proxy in the warehouse's place."""
        return terms | {"warehouse": ["127.0.0.1", self.port]}

    def __enter__(self) -> "PostgresProxy":
        self._choose.register(self._listener, selectors.EVENT_READ, self._accept)
        self._choose.register(self._woken, selectors.EVENT_READ, None)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._wake.close()
        self._thread.join()
        for key in list(self._choose.get_map().values()):
            _end_of(key).close()
        self._choose.close()

    def _serve(self) -> None:
        while True:
            for key, _ in self._choose.select():
                if key.data is None:
                    return
                # A side may have been ended by what came from the other a moment ago.
                if _end_of(key).fileno() >= 0:
                    key.data()

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        try:
            server = socket.create_connection(self._server)
        except OSError:
            client.close()
            return
        link = _Link(self, client, server)
        for end, handle in ((client, link.from_client), (server, link.from_server)):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._choose.register(
                end, selectors.EVENT_READ, lambda handle=handle, link=link: self._step(handle, link)
            )

    def _step(self, handle: Callable[[], None], link: "_Link") -> None:
        try:
            handle()
        except Exception as error:
            if not isinstance(error, OSError | _Ended):
                self.failed = self.failed or error
            for end in link.ends:
                with contextlib.suppress(KeyError, ValueError):
                    self._choose.unregister(end)
                end.close()
            link.commits.close()


def _end_of(key: selectors.SelectorKey) -> socket.socket:
    assert isinstance(key.fileobj, socket.socket)  # no others are registered
    return key.fileobj


class _Ended(Exception):
    """A side closed the connection, or sent what the proxy takes from nobody."""


class _Link:
    """One connection of the remote caller's, and the one to the server that belongs to it."""

    def __init__(self, proxy: PostgresProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self.ends = (client, server)
        self._of_client, self._of_server = bytearray(), bytearray()
        self._begun, self._status, self._watched = False, IDLE, True
        self.commits = contextlib.ExitStack()  # while a DO or CALL runs

    def from_client(self) -> None:
        self._of_client += _read(self._client)
        while message := self._next(self._of_client, typed=self._begun):
            if not self._begun:
                self._begin(message)
            elif message[:1] not in ALLOWED:
                raise _Ended
            elif message[:1] == b"Q":
                self._query(message)
            else:
                self._server.sendall(message)

    def from_server(self) -> None:
        data = _read(self._server)
        # Before the first message with a type, nothing comes: TLS was answered here.
        self._of_server += data
        while message := self._next(self._of_server, typed=True):
            if message[:1] == READY:
                self._status = message[5:6]
                self.commits.close()
        self._client.sendall(data)

    @staticmethod
    def _next(got: bytearray, typed: bool) -> bytes:
        """The first whole message, taken from the buffer; b"" if there is none yet."""
        head = 5 if typed else 4
        if len(got) < head:
            return b""
        size = struct.unpack("!I", got[head - 4 : head])[0] + head - 4
        if size > LONGEST:
            raise _Ended
        if len(got) < size:
            return b""
        message = bytes(got[:size])
        del got[:size]
        return message

    def _begin(self, message: bytes) -> None:
        code = struct.unpack("!I", message[4:8])[0]
        if code in (TLS, GSS):
            self._client.sendall(b"N")
            return
        named = message[8:].split(b"\0")
        database = dict(zip(named[::2], named[1::2], strict=False)).get(b"database", b"")
        self._watched = not database or database != self._proxy.unwatched.encode()
        self._server.sendall(message)
        self._begun = code != CANCEL

    def _query(self, message: bytes) -> None:
        text = message[5:-1].decode("utf-8", "replace").strip()
        hook = self._proxy.hook
        own = text.startswith("BEGIN") and not self._proxy.autocommit
        word = sqltext.first_word(text, "warehouse")
        if hook is None or not self._watched or own or word in NEVER_FAIL:
            self._server.sendall(message)
            return
        if several(text):
            raise _Ended
        try:
            refused = hook.fails(text, psycopg2.OperationalError(STOPPED))
        except psycopg2.OperationalError:
            self._stop(text)
            return
        if refused and word in COMMITS:
            self._stop(text)
        elif refused:
            self._server.sendall(_query(REFUSED))
        else:
            if self._status == IDLE and word in ("DO", "CALL"):
                self.commits.enter_context(hook.commits_inside())
            self._server.sendall(message)

    def _stop(self, text: str) -> None:
        """Give the client an error in the server's place. A COMMIT that fails has ended its transaction."""
        if sqltext.first_word(text, "warehouse") in COMMITS:
            self._server.sendall(_query("ROLLBACK"))
            while not (message := self._next(self._of_server, typed=True)).startswith(READY):
                if not message:
                    self._of_server += _read(self._server)
            self._status = IDLE
        words = {b"S": "ERROR", b"V": "ERROR", b"C": "08006", b"M": STOPPED}
        fields = b"".join(kind + said.encode() + b"\0" for kind, said in words.items()) + b"\0"
        self._client.sendall(_message(b"E", fields) + _message(READY, self._status))


def several(text: str) -> bool:
    """Whether a text that is sent as one goes on behind a COMMIT, where no other session can look.

    The remote caller's cursors send no such text (InstrumentedCursor): who does has gone past them.
    """
    if ";" not in text or not any(word in text.upper() for word in (*COMMITS, *NEVER_FAIL)):
        return False
    pieces = [piece.words[0] for piece in sqltext.split(text, "warehouse") if piece.words]
    return any(word in (*COMMITS, *NEVER_FAIL) for word in pieces[:-1])


def _read(end: socket.socket) -> bytes:
    data = end.recv(1 << 16)
    if not data:
        raise _Ended
    return data


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def _query(text: str) -> bytes:
    return _message(b"Q", text.encode() + b"\0")
