"""What a figure was measured on: each benchmark prints it above its table."""

import os
import platform
from pathlib import Path

import psutil


def describe() -> str:
    """One line a fact: processor, cores that this process may use, memory, load, system, Python."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        cores = os.cpu_count()
    facts = {
        "processor": _processor(),
        "cores": cores,
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "load before": f"{psutil.getloadavg()[0]:.1f}",
        "system": platform.platform(),
        "Python": platform.python_version(),
    }
    return "\n".join(f"{name:<12}{value}" for name, value in facts.items())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def table(columns: list[str], rows: list[tuple]) -> str:
    """The rows as aligned text, each value as `str` writes it."""
    lines = [columns, *(tuple(map(str, row)) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(columns))]
    return "\n".join("  ".join(f"{v:<{w}}" for v, w in zip(line, widths, strict=True)).rstrip() for line in lines)
