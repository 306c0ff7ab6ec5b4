"""Batches by Apache Livy's REST API, over HTTP on 127.0.0.1: how Airflow hands an application over.

A batch is an application with its arguments: one driver, which ends. What runs it is behind `Batches`: drivers of
this machine's cluster (`batch_server`), or what a check puts in their place.
Source: https://livy.apache.org/docs/latest/rest-api.html, "Batch".
"""

import base64
import hmac
import json
import re
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

USER = "airflow"
READY = "Batches are taken on port "  # what the process says, with the port
ENDED = ("success", "dead", "killed")
TAKEN = ("file", "args", "name")  # of what Livy takes
MOST_BYTES = 1 << 20  # of a request
LOG_LINES = 100  # that are given where a request does not say how many
PATH = re.compile(r"/batches(?:/(\d+)(/state|/log)?)?")


class Refused(Exception):
    """A request that can't be met; its first argument says why, in a sentence."""


@dataclass
class Batch:
    """One application: `state` is `running`, `success`, `dead` (it failed) or `killed`."""

    id: int
    file: str
    args: Sequence[str] = ()
    name: str | None = None
    state: str = "running"
    log: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        """As the API shows it."""
        return {"id": self.id, "name": self.name, "state": self.state, "appId": None, "log": self.log[-10:]}


class Batches(Protocol):
    """What runs the batches that a server takes."""

    def create(self, file: str, args: Sequence[str], name: str | None) -> Batch:
        """Start an application. Raises Refused."""

    def all(self) -> list[Batch]:
        """Those that are known, the oldest first, as they are now."""

    def delete(self, id: int) -> None:
        """End one if it runs, and forget it."""


def server(batches: Batches, password: str) -> ThreadingHTTPServer:
    """A server on a free port of 127.0.0.1, for who knows the password; it does not serve yet."""

    class Handler(_Handler):
        pass

    Handler.batches, Handler.login = batches, basic(password)
    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def connection(port: int, password: str) -> dict:
    """The server as a connection of Airflow's.

    Of type http, not livy: LivyHook takes either, and HttpOperator this one alone.
    """
    return {
        "conn_type": "http", "host": "127.0.0.1", "port": port, "schema": "http", "login": USER,
        "password": password,
    }  # fmt: skip


def listed(connection: Mapping) -> list[dict]:
    """The batches of the server that this connection reaches, as `Batch.as_json` shows them."""
    asked = urllib.request.Request(
        f"http://{connection['host']}:{connection['port']}/batches",
        headers={"Authorization": basic(connection["password"])},
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(asked, timeout=30) as answer:
        return json.load(answer)["sessions"]


def basic(password: str) -> str:
    """The header by which a request logs in."""
    return "Basic " + base64.b64encode(f"{USER}:{password}".encode()).decode()


class _Handler(BaseHTTPRequestHandler):
    batches: Batches
    login: str
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answered(self._get)

    def do_POST(self) -> None:
        self._answered(self._post)

    def do_DELETE(self) -> None:
        self._answered(self._delete)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who asks for a state does it again and again."""

    def _answered(self, answer) -> None:
        asked = urlsplit(self.path)
        found = PATH.fullmatch(asked.path.rstrip("/"))
        # The body is read in any case: what is left of it would be taken for the next request.
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, MOST_BYTES))
        if length > MOST_BYTES:
            self.close_connection = True
            return self._say(413, {"msg": f"A request has {MOST_BYTES} bytes at most."})
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.login.encode()):
            return self._say(401, {"msg": "Log in with the user and password of the connection."})
        if not found:
            return self._say(404, {"msg": f"There is no {asked.path}: this server has /batches alone."})
        try:
            self._say(*answer(found, parse_qs(asked.query), body))
        except Refused as refused:
            self._say(400, {"msg": str(refused)})

    def _get(self, found: re.Match, query: dict, _body: bytes) -> tuple[int, dict]:
        if not found[1]:
            sessions = [each.as_json() for each in self.batches.all()]
            return 200, {"from": 0, "total": len(sessions), "sessions": sessions}
        batch = self._one(found)
        if batch is None:
            return self._missing(found)
        if found[2] == "/state":
            return 200, {"id": batch.id, "state": batch.state}
        if found[2] == "/log":
            first, size = (_number(query, name, other) for name, other in (("from", 0), ("size", LOG_LINES)))
            return 200, {"id": batch.id, "from": first, "total": len(batch.log), "log": batch.log[first:][:size]}
        return 200, batch.as_json()

    def _post(self, found: re.Match, _query: dict, body: bytes) -> tuple[int, dict]:
        if found[1]:
            return 405, {"msg": "A batch is posted to /batches."}
        file, args, name = _application(body)
        live = [each for each in self.batches.all() if each.name == name and each.state not in ENDED]
        if name is not None and live:
            raise Refused(f"Duplicate session name: {name} for session {live[0].id}, which has not ended.")
        return 201, self.batches.create(file, args, name).as_json()

    def _delete(self, found: re.Match, _query: dict, _body: bytes) -> tuple[int, dict]:
        batch = self._one(found)
        if batch is None or found[2]:
            return self._missing(found)
        self.batches.delete(batch.id)
        return 200, {"msg": "deleted"}

    def _one(self, found: re.Match) -> Batch | None:
        return next((each for each in self.batches.all() if str(each.id) == found[1]), None)

    def _missing(self, found: re.Match) -> tuple[int, dict]:
        return 404, {"msg": f"There is no session {found[1]}."}

    def _say(self, status: int, answer: dict) -> None:
        text = json.dumps(answer).encode()
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="batches"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def _application(body: bytes) -> tuple[str, list[str], str | None]:
    try:
        asked = json.loads(body)
    except ValueError:
        raise Refused("The body is no JSON.") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("file"), str):
        raise Refused("The body needs `file`, the application's file, as a text.")
    further = sorted(name for name in asked if name not in TAKEN and asked[name])
    if further:
        raise Refused(f"This server takes {', '.join(TAKEN)} alone, and not {', '.join(further)}.")
    args, name = asked.get("args") or [], asked.get("name")
    if not isinstance(args, list) or not all(isinstance(each, str) for each in args):
        raise Refused("`args` is a list of texts.")
    if name is not None and not isinstance(name, str):
        raise Refused("`name` is a text.")
    return asked["file"], args, name


def _number(query: dict, name: str, other: int) -> int:
    given = query.get(name, [""])[0]
    return int(given) if given.isdigit() else other
