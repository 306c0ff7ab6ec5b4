"""Whether a server answers a greeting: one that was stopped, or is stuck, takes connections and says nothing."""

import socket
from collections.abc import Sequence

SECONDS = 10.0  # for an answer; one comes within milliseconds
GREETINGS = {
    "warehouse": b"\0\0\0\x08\x04\xd2\x16\x2f",  # asks whether it speaks TLS; the answer is a letter
    "source": b"",  # speaks first
    "store": b"HEAD / HTTP/1.0\r\n\r\n",
}


def answers(name: str, place: Sequence, seconds: float = SECONDS) -> bool:
    """Whether the server `name` at (host, port) says anything in time."""
    host, port = place
    try:
        with socket.create_connection((host, port), seconds) as connection:
            connection.settimeout(seconds)
            connection.sendall(GREETINGS[name])
            return bool(connection.recv(1))
    except OSError:
        return False
