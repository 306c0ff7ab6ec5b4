"""What helps against the errors that threads meet on one SQLite file, in words."""

WAIT = (
    "SQLite has one writer at a time: give each connection a timeout, so that it waits for the lock. (It does not"
    " wait if its own SELECT is still open, nor to change the journal mode.)"
)
BEGIN_FIRST = (
    "A transaction that has read does not wait for the lock, whatever the timeout. BEGIN IMMEDIATE takes the lock"
    " at the start, and waits for it."
)
OWN_CONNECTION = "Connect inside the thread, so that each thread has a connection of its own."


def number(count: int, what: str) -> str:
    """A number and its noun: "1 thread", "3 threads"."""
    return f"{count} {what}{'s' * (count != 1)}"


def advice(watch, error: object) -> str:
    """What helps against an error, if it is one that threads on an SQLite file often meet."""
    if "objects created in a thread" in str(error):
        return OWN_CONNECTION
    if "is locked" not in str(error):  # not of Python's own locks
        return ""
    return BEGIN_FIRST if watch.read_first else WAIT
