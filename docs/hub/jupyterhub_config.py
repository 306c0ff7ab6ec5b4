"""JupyterHub for a class on one server, as docs/hub.md describes it. Copy it to CLASS/hub/."""

import asyncio
import os
from pathlib import Path

from tornado import web

from workbook import classroom
from workbook.errors import WorkbookError

CLASS = Path(__file__).resolve().parent.parent

c = get_config()  # noqa: F821 - JupyterHub defines it

# Loopback alone: a web server with TLS stands in front.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
# Debian's proxy finds its libraries there also where `node` is not Debian's.
os.environ.setdefault("NODE_PATH", "/usr/share/nodejs")

# Whoever has an account on this machine, and is in the class.
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.open_sessions = False
c.Authenticator.allow_all = True  # of those whom `only_the_class` lets through


def only_the_class(_authenticator, _handler, authentication: dict) -> dict:
    """Let nobody in who is not in the class; asked at each login, so `workbook class add` takes effect at once."""
    name = authentication["name"]
    if not classroom.has(name):
        raise web.HTTPError(403, f"{name} is not in the class: `workbook class add` takes a learner in.")
    return authentication


c.Authenticator.post_auth_hook = only_the_class

# Each learner's server runs under the learner's own account, from the hand-out.
c.JupyterHub.spawner_class = "localprocess"
c.Spawner.cmd = [str(CLASS / "handout" / ".venv" / "bin" / "python"), "-P", "-m", "workbook.hub"]
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = 120
c.Spawner.environment = {"JUPYTER_CONFIG_PATH": str(CLASS / "nbgrader")}


async def give_databases(spawner) -> None:
    """Tell a learner's server where the class's servers are, with the learner's own login."""
    try:
        # In a thread: servers that are down are started, and the Hub goes on meanwhile.
        given = await asyncio.to_thread(classroom.environment, spawner.user.name)
    except WorkbookError as error:
        raise web.HTTPError(503, str(error)) from None
    spawner.environment = spawner.environment | given


c.Spawner.pre_spawn_hook = give_databases
