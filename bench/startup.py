"""From a fresh clone with empty caches to JupyterLab and a first %%sql on each server; then a second start.

Run it with the environment's Python: `.venv/bin/python bench/startup.py`. It clones the committed state of this
clone into a temporary folder, and uses the network as a newcomer does.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import machine
import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient

from workbook.paths import CLONE

CELLS = ("%load_ext workbook", "%%sql warehouse\nSELECT version()", "%%sql source\nSELECT version()")


def first_sql(clone: Path, env: dict[str, str]) -> None:
    """Run a first cell on each server, in a kernel of the clone's environment."""
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, CELLS)))
    manager = AsyncKernelManager(kernel_name="python3")
    manager.kernel_spec.argv[0] = str(clone / ".venv" / "bin" / "python")
    client = NotebookClient(notebook, km=manager, extra_arguments=["--log-level=ERROR"])
    client.execute(env=env, cwd=str(clone), cleanup_kc=True)
    for cell in notebook.cells[1:]:
        print("   ", cell.outputs[0]["data"]["text/plain"].splitlines()[2].strip())


def measure(clone: Path, env: dict[str, str]) -> tuple[float, float]:
    """Seconds from `make lab` to a JupyterLab that answers, and to the end of a first SQL cell on each server."""
    started = time.perf_counter()
    lab = subprocess.Popen(["make", "lab"], cwd=clone, env=env, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        for line in lab.stdout:
            print(f"  {time.perf_counter() - started:5.1f} s  {re.sub('token=.*', 'token=…', line.rstrip())}")
            if "JupyterLab is up" in line:
                break
        up = time.perf_counter() - started
        first_sql(clone, env)
        return up, time.perf_counter() - started
    finally:
        lab.send_signal(signal.SIGTERM)  # make passes it on; a Ctrl-C would reach both from the terminal
        lab.wait()


def main() -> None:
    print(f"{machine.describe()}\n")
    folder = Path(tempfile.mkdtemp(prefix="fresh clone 새 "))
    clone = folder / "clone"
    places = {"WORKBOOK_HOME": "home", "WORKBOOK_CACHE": "cache", "UV_CACHE_DIR": "uv", "PIP_CACHE_DIR": "pip"}
    env = {**os.environ, **{name: str(folder / place) for name, place in places.items()}}
    try:
        subprocess.run(["git", "clone", "--quiet", CLONE, clone], check=True)
        rows = []
        for name, bar in (("fresh clone, empty caches", "90 s"), ("second start", "6 s")):
            print(name)
            up, sql = measure(clone, env)
            rows.append((name, f"{up:.1f} s", f"{sql:.1f} s", bar))
        print("\n" + machine.table(["", "JupyterLab answers", "first SQL on both", "bar"], rows))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
