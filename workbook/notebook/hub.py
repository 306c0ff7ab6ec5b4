"""What a JupyterHub starts for a learner: JupyterLab on the learner's own copies, until the Hub ends it.

    python -P -m workbook.notebook.hub        -P: a file of the learner's is not taken for a module of ours

It runs as the learner. The Hub's environment names the servers of the class and the learner's databases there
(`classroom.environment`); the store is the learner's own, in a folder of theirs, as on a machine of their own.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from workbook import paths, servers
from workbook.errors import WorkbookError
from workbook.notebook import lab, learner_copies

MY = "elt-workbook"  # the learner's copies, in their own home folder
OF_THE_HUB = ("JUPYTERHUB_", "JUPYTER_CONFIG_PATH")  # variables that are none of the learner's own settings


def run() -> int:
    """Bring up the learner's JupyterLab and wait; at the end stop it and the learner's store. Its exit code.

    SIGINT, SIGTERM and SIGHUP end it. Raises WorkbookError if the copies can't be made.
    """
    for number in lab.SIGNALS:
        signal.signal(number, _end)
    os.environ.setdefault("WORKBOOK_MY", str(Path.home() / MY))
    # For `nbgrader` and `workbook` in a notebook or a terminal; a shell for logins would forget it.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    for folder in (paths.home(), paths.my()):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    env = lab.environment(paths.home())
    env |= {name: value for name, value in os.environ.items() if name.startswith(OF_THE_HUB)}
    shell = {"shell_command": [os.environ.get("SHELL", "/bin/sh")]}
    options = [*lab.options(), f"--ServerApp.terminado_settings={shell}", *sys.argv[1:]]
    jupyter = None
    try:
        learner_copies.update()
        jupyter = subprocess.Popen(
            [sys.executable, "-P", "-m", "jupyterhub.singleuser", *options],
            env=env, cwd=paths.my(), start_new_session=True,
        )  # fmt: skip
        return jupyter.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if jupyter:
            lab.stop(jupyter)
        servers.down()


def _end(_number: int, _frame) -> None:
    for number in lab.SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # the Hub repeats itself while we tidy up
    raise KeyboardInterrupt


def main() -> None:
    """The program: an error is one sentence, and exit code 1."""
    try:
        sys.exit(run())
    except (WorkbookError, OSError) as error:
        sys.exit(f"workbook: {error}")


if __name__ == "__main__":
    main()
