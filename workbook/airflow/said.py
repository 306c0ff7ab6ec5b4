"""What a command of Airflow said, as a notebook shows it: without noise, paths of this machine and our passwords.

Of the log, warnings, errors, and what the tasks themselves said are shown, without their times; of a traceback,
the frames of DAG files. Tables are aligned anew, since paths in them become shorter.
"""

import re
from collections.abc import Iterator

from workbook.airflow.settings import Instance

MOST = 60  # lines
LOG = re.compile(
    r"\d{4}-\d\d-\d\dT\S+ \[(?P<level>\w+) *\] (?P<event>.*?) +\[(?P<logger>[\w.]+)\](?: [a-z_]+=.*)?$"
)
OF_TASKS = ("airflow.task", "task.")  # the loggers of operators, hooks and what tasks print
STEPS = ("[DAG TEST] starting", "[DAG TEST] end task")
FRAME = re.compile(r'(?P<indent> *)File "(?P<file>[^"]+)", line \d+')
RULE = re.compile(r"=+(\+=+)*$")


def said(text: str, instance: Instance) -> str:
    """The text for a learner."""
    for secret in instance.secrets():
        text = text.replace(secret, "***")
    text = text.replace(f"{instance.dags}/", "").replace(str(instance.home), "AIRFLOW_HOME")
    lines = [line.rstrip() for line in _aligned(list(_without_noise(text.splitlines())))]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > MOST:
        lines = [*lines[: MOST - 20], f"… {len(lines) - MOST} lines left out …", *lines[-20:]]
    return "\n".join(lines)


def _without_noise(lines: list[str]) -> Iterator[str]:
    indent = None  # of a frame that is left out; its source lines stand deeper
    for line in lines:
        frame = FRAME.match(line)
        if frame and frame["file"].startswith(("/", "<")):  # a DAG file's has lost its folder
            indent = len(frame["indent"])
            continue
        if indent is not None and line.startswith(" " * (indent + 1)) and not frame:
            continue
        indent = None
        logged = LOG.match(line)
        if not logged:
            yield line
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
