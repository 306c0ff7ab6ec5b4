"""An error of Spark's in one sentence: its own words, without the stack of Java behind them."""

import re

from py4j.protocol import Py4JJavaError

# As in "[DIVIDE_BY_ZERO] Division by zero. Use …": Spark's own errors begin so, however deep they lie in another.
NAMED = re.compile(r"\[[A-Z][A-Z0-9_.]+\] [^\n]*")
PYTHON = re.compile(r"^(\w+(?:Error|Exception|Warning)\b[^\n]*)$", re.MULTILINE)
# Spark says where in a query, and by which number the SQL standard knows it: of no help in a notebook.
TAIL = re.compile(r"(?:;? ?SQLSTATE: \w+.*|; line \d+ pos \d+.*|;)$")
# What the function did, where the error's own words don't tell.
MEANINGS = (
    (r"^File file:.* does not exist", ". Is it one that the function itself has deleted, and is still reading?"),
    (r"Directory not empty", ". Remove the old folder first: only then can the new one have its name."),
)


def told(error: BaseException) -> str:
    """What went wrong, in a line: the error's kind in Python, and Spark's or Python's own words."""
    kind = type(error).__name__
    text = str(error)
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error.msg} (line {error.lineno})"
    if isinstance(error, Py4JJavaError):
        text = _deepest(error.java_exception)
    if "Traceback (most recent call last)" in text and (raised := PYTHON.findall(text)):
        return raised[-1].strip()  # of a function of Python's that ran in a worker
    if named := NAMED.search(text):
        return f"{kind}: {TAIL.sub('', named[0]).strip()}"
    first = text.strip().split("\n", 1)[0]
    meaning = next((says for pattern, says in MEANINGS if re.search(pattern, first)), "")
    return f"{kind}: {TAIL.sub('', first).strip()}{meaning}" if first else kind


def _deepest(raised) -> str:
    """The words of what lies below an exception of Java's."""
    below = raised.getCause()
    while below is not None:
        raised, below = below, below.getCause()
    return str(raised.getMessage() or raised.getClass().getSimpleName())
