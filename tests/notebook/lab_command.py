"""Runs the command `workbook` as a person would, for the tests of JupyterLab."""

import os
import re
import subprocess
import sys
from pathlib import Path


def start(*words: str, **env: str) -> subprocess.Popen:
    """Start `workbook` with these words; `env` is added to the environment."""
    command = [Path(sys.executable).with_name("workbook"), *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    return subprocess.Popen(
        command, env=kept | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )


def address(lab: subprocess.Popen) -> str:
    """The address that a `workbook lab` prints, once it does."""
    said = []
    for line in lab.stdout:
        said.append(line)
        if found := re.search(r"JupyterLab is up: (http://127\.0\.0\.1:\S+)", line):
            return found[1]
    raise AssertionError(f"workbook lab ended with {lab.wait()} and no address:\n{''.join(said)}")
