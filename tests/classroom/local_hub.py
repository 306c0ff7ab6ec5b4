"""A JupyterHub on this machine with the configuration of docs/hub, and its learners' way over HTTP."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

import requests
import websocket

from tests.classroom.system_accounts import Account
from workbook.paths import CLONE
from workbook.servers import processes

PATIENCE = 60  # seconds, for a machine that is busy with other tests
ANSI = re.compile(r"\x1b\[[0-9;]*m")

# What the test changes in the documented configuration.
CHANGES = """\
import json
from pathlib import Path

from jupyterhub.auth import Authenticator

c = get_config()
load_subconfig(str(Path(__file__).with_name("jupyterhub_config.py")))
test = json.loads(Path(__file__).with_name("test.json").read_text(encoding="utf-8"))
c.JupyterHub.bind_url = f"http://127.0.0.1:{test['port']}"
c.JupyterHub.hub_port = test["hub_port"]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{test['proxy_port']}"
c.Spawner.cmd = [test["python"], *c.Spawner.cmd[1:]]


class OwnPasswords(Authenticator):
    async def authenticate(self, handler, data):
        return data["username"] if test["passwords"].get(data["username"]) == data["password"] else None


if test["passwords"]:  # nobody has an account: all servers run as this user
    c.JupyterHub.authenticator_class = OwnPasswords
    c.JupyterHub.spawner_class = "simple"
    c.SimpleLocalProcessSpawner.home_dir_template = test["homes"] + "/{username}"
    c.Spawner.environment = c.Spawner.environment | {"PYTHONPATH": test["workbook"]}
    c.Spawner.args = ["--ServerApp.allow_root=True"]
"""


class Hub:
    """A Hub in `folder`/hub whose learners' servers run `python`; `stop` ends it, and with it all of theirs."""

    def __init__(self, folder: Path, python: Path, accounts: Sequence[Account]) -> None:
        of_the_system = accounts[0].uid is not None
        ports = [processes.free_port() for _ in range(3)]
        settings = dict(zip(("port", "hub_port", "proxy_port"), ports, strict=True)) | {
            "python": str(python),
            "homes": str(folder / "homes"),
            "workbook": str(folder / "handout"),
            "passwords": {} if of_the_system else {one.name: one.password for one in accounts},
        }
        self.folder = folder / "hub"
        self.folder.mkdir(mode=0o700)
        own = (CLONE / "docs" / "hub" / "jupyterhub_config.py").read_bytes()
        (self.folder / "jupyterhub_config.py").write_bytes(own)
        (self.folder / "test_config.py").write_text(CHANGES, encoding="utf-8")
        (self.folder / "test.json").write_text(json.dumps(settings), encoding="utf-8")
        self.url = f"http://127.0.0.1:{ports[0]}"
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # where rclone is
        with (self.folder / "hub.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", "test_config.py"], cwd=self.folder,
                stdout=log, stderr=log, env={**os.environ, "PATH": path},
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if requests.get(f"{self.url}/hub/health", timeout=5).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError(f"the Hub does not start:\n{self.log()}")

    def log(self) -> str:
        """What the Hub and the learners' servers said."""
        return (self.folder / "hub.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End the Hub as a service manager does."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)


class Visitor:
    """A learner's browser."""

    def __init__(self, hub: Hub, account: Account) -> None:
        self.account, self._hub = account, hub
        self._session = requests.Session()
        self._session.trust_env = False
        self._base = f"{hub.url}/user/{account.name}/"
        self._socket: websocket.WebSocket | None = None

    def log_in(self, password: str | None = None) -> requests.Response:
        """The answer to the login form."""
        self._session.get(f"{self._hub.url}/hub/login", timeout=PATIENCE).raise_for_status()
        form = {"username": self.account.name, "password": password or self.account.password}
        form["_xsrf"] = self._session.cookies.get("_xsrf", path="/hub/")
        return self._session.post(
            f"{self._hub.url}/hub/login?next=/hub/home", data=form, timeout=PATIENCE, allow_redirects=False
        )

    def start(self) -> None:
        """Log in, and wait for the own server."""
        assert self.log_in().status_code == 302, self._hub.log()
        self._session.get(f"{self._hub.url}/hub/spawn", timeout=PATIENCE)
        deadline = time.monotonic() + 2 * PATIENCE
        # Until then the Hub answers, with a page that says to wait.
        while not self.get("lab").url.startswith(self._base):
            assert time.monotonic() < deadline, self._hub.log()
            time.sleep(0.3)

    def stop_server(self) -> None:
        """End the own server, as the button on the Hub's page does."""
        token = {"X-XSRFToken": self._session.cookies.get("_xsrf", path="/hub/")}
        path = f"{self._hub.url}/hub/api/users/{self.account.name}/server"
        answer = self._session.delete(
            path, headers={"Referer": f"{self._hub.url}/hub/home"} | token, timeout=PATIENCE
        )
        assert answer.status_code in (202, 204), answer.text
        while json.loads(self._session.get(f"{path.rsplit('/', 1)[0]}", timeout=PATIENCE).text)["servers"]:
            time.sleep(0.1)

    def get(self, path: str) -> requests.Response:
        """An answer of Jupyter's API, such as `api/contents`, of the own server or, by `/user/…`, of another's."""
        return self._session.get(requests.compat.urljoin(self._base, path), timeout=PATIENCE)

    def put(self, path: str, notebook: dict) -> None:
        """Save a notebook, as JupyterLab does."""
        body = {"type": "notebook", "format": "json", "content": notebook}
        answer = self._session.put(
            f"{self._base}api/contents/{path}", json=body, headers=self._token(), timeout=PATIENCE
        )
        answer.raise_for_status()

    def _token(self) -> dict[str, str]:
        return {"X-XSRFToken": self._session.cookies.get("_xsrf", path=f"/user/{self.account.name}/")}

    def run(self, code: str) -> str:
        """What a cell prints, shows or raises in the learner's one kernel, as text."""
        if self._socket is None:
            self._open_kernel()
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": "test", "username": ""}
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        self._socket.send(
            json.dumps(
                {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
            )
        )
        said = []
        while True:
            message = json.loads(self._socket.recv())
            if message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            content = message["content"]
            match message["msg_type"]:
                case "stream":
                    said.append(content["text"])
                case "execute_result" | "display_data":
                    said.append(content["data"].get("text/plain", ""))
                case "error":
                    said.append(ANSI.sub("", "\n".join(content["traceback"])))
                case "status" if content["execution_state"] == "idle":
                    return "\n".join(said)

    def _open_kernel(self) -> None:
        self._socket = self._connect(f"api/kernels/{self._post('api/kernels')['id']}/channels")

    def in_a_terminal(self, command: str, until: str) -> str:
        """What a new terminal shows after `command` is typed there, up to the words `until`."""
        terminal = self._connect(f"terminals/websocket/{self._post('api/terminals')['name']}")
        terminal.send(json.dumps(["stdin", f"{command}\r"]))
        shown = ""
        while until not in shown:
            kind, text, *_ = json.loads(terminal.recv())
            shown += text if kind == "stdout" else ""
        terminal.close()
        return shown

    def _post(self, path: str) -> dict:
        answer = self._session.post(self._base + path, headers=self._token(), json={}, timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def _connect(self, path: str) -> websocket.WebSocket:
        request = self._session.prepare_request(requests.Request("GET", self._base))
        cookies = {"Cookie": request.headers["Cookie"]}
        return websocket.create_connection(
            (self._base + path).replace("http", "ws", 1), header=cookies, timeout=PATIENCE
        )
