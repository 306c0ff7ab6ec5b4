"""What a command of Airflow said, as a notebook shows it: without noise, our passwords, and names of this machine.

Of the log, warnings, errors, and what the tasks themselves said are shown, without their times; of a traceback,
the frames of DAG files. Tables are aligned anew, since paths in them become shorter.
"""

import re
from collections.abc import Iterator

from workbook import paths
from workbook.engines.airflow.settings import Instance

MOST = 60  # lines
LOG = re.compile(
    r"\d{4}-\d\d-\d\dT\S+ \[(?P<level>\w+) *\] (?P<event>.*?)\s+\[(?P<logger>[\w.]+)\](?: [a-z_]+=.*)?$", re.DOTALL
)
BEGINS = re.compile(r"\d{4}-\d\d-\d\dT\S+ \[\w+ *\] ")
HOOK = "airflow.task.hooks."  # its events are statements, written over several lines
# Of each run: warnings that a learner can do nothing about, and statements that their hook says once more.
NOISE = (
    "Multiple rows returned with uselist=False",
    "pandas only supports SQLAlchemy connectable",
    "Skipping masking for a secret as it's too short",
    "Executing: ",
    "ProvidersManager.hooks is deprecated",
)
OF_TASKS = ("airflow.task", "task.")  # the loggers of operators, hooks and what tasks print
SUCCEEDED = re.compile(r"Marking run .* successful$", re.DOTALL)  # by Airflow's own name of the run, a long one
STEPS = ("[DAG TEST] starting", "[DAG TEST] end task")
FRAME = re.compile(r'(?P<indent>(?:[^|"]*\| )* *)File "(?P<file>[^"]+)", line \d+')  # in a table's cell too
PORT = re.compile(r"\b127\.0\.0\.1:\d+")
RULE = re.compile(r"=+(\+=+)*$")


def for_learners(text: str, instance: Instance) -> str:
    """The text for a learner."""
    for secret in instance.secrets():
        text = text.replace(secret, "***")
    text = text.replace(f"{instance.dags}/", "").replace(str(instance.home), "AIRFLOW_HOME")
    text = text.replace(instance.bucket, "BUCKET")  # its name differs from clone to clone
    text = PORT.sub("127.0.0.1:PORT", text)  # and a server's port from start to start
    entries = list(_entries(text.splitlines()))
    shown = [line.replace(f"{paths.CLONE}/", "") for line in _without_noise(entries)]
    lines = [line.rstrip() for line in _aligned(shown)]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > MOST:
        lines = [*lines[: MOST - 20], f"… {len(lines) - MOST} lines left out …", *lines[-20:]]
    return "\n".join(lines)


def _entries(lines: list[str]) -> Iterator[str]:
    """The lines, those of one entry of the log as one text."""
    entry: list[str] = []
    for line in lines:
        if entry and BEGINS.match(line):  # the entry before it has no end that we know
            yield from entry
            entry = []
        if not entry and not BEGINS.match(line):
            yield line
            continue
        entry.append(line)
        if LOG.match("\n".join(entry)):
            yield "\n".join(entry)
            entry = []
    yield from entry


def _without_noise(lines: list[str]) -> Iterator[str]:
    indent = None  # of a frame that is left out; its source lines stand deeper
    for line in lines:
        frame = FRAME.match(line)
        if frame and ("/" in frame["file"] or frame["file"].startswith("<")):  # a DAG file's has lost its folder
            indent = len(frame["indent"])
            continue
        if indent is not None and line.startswith(" " * (indent + 1)) and not frame:
            continue
        indent = None
        logged = LOG.match(line)
        if not logged:
            yield line
        elif logged["event"].startswith(NOISE):
            continue
        elif SUCCEEDED.match(logged["event"]):
            yield "DagRun succeeded"
        elif logged["logger"].startswith(HOOK):
            yield " ".join(logged["event"].removesuffix(", parameters: None").split())
        elif logged["level"] in ("warning", "error", "critical"):
            yield f"[{logged['level']}] {logged['event']}"
        elif logged["logger"].startswith(OF_TASKS) or logged["event"].startswith(STEPS):
            yield logged["event"]


def _aligned(lines: list[str]) -> Iterator[str]:
    """The lines, each table's columns as wide as what is in them."""
    at = 0
    while at < len(lines):
        if at + 1 < len(lines) and RULE.match(lines[at + 1].strip()):
            columns = lines[at].count(" | ") + 1
            end = at + 2
            while end < len(lines) and lines[end].count(" | ") >= columns - 1 and lines[end].strip():
                end += 1
            rows = [
                [cell.rstrip() for cell in line.split(" | ", columns - 1)]
                for line in (lines[at], *lines[at + 2 : end])
            ]
            widths = [max(len(row[n]) for row in rows) for n in range(columns)]
            table = [
                " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
            ]
            yield from (table[0], "=+=".join("=" * width for width in widths), *table[1:])
            at = end
        else:
            yield lines[at]
            at += 1
