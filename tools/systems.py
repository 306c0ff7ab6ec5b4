"""The workbook on other releases of Debian, each in a root of its own, as an ordinary user.

    sudo python3 tools/systems.py FOLDER trixie sid

Needs root, for the roots and their mounts, and Debian's package debootstrap. What is tested is the last commit:
`make lab` from nothing until JupyterLab answers, `make setup` again, the notebooks of lessons 00 to 11, and the
tests of servers, databases, checks, notebook and command. FOLDER keeps the roots and each one's log; about 2 GB
and 20 minutes each. Prints a line for each release, as in the README's table, and ends with 1 where a tick lacks.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
NEEDS = "ca-certificates,git,make,python3-venv"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")  # those of a company's proxy may be among them
USER = "learner"
PLACE = f"/home/{USER}/workbook"
PYTEST = (
    ".venv/bin/python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", "-m", "not whole",
    "--nbval", "--nbval-sanitize-with", "tests/nbval-sanitize.cfg", "--nbval-cell-timeout", "240",
)  # fmt: skip
NOTEBOOKS = [path for each in ("0?", "10", "11") for path in CLONE.glob(f"notebooks/{each}-*.ipynb")]
STEPS = {
    "make setup": ("make", "setup"),
    "notebooks": (*PYTEST, *sorted(str(path.relative_to(CLONE)) for path in NOTEBOOKS)),
    "tests": (*PYTEST, "tests/servers", "tests/databases", "tests/checking", "tests/notebook", "tests/cli"),
}  # fmt: skip


def make_root(root: Path, suite: str) -> None:
    """A root of this release with what the README asks for, a user, and a clone of the last commit, made anew."""
    if not (root / "home" / USER).exists():
        shutil.rmtree(root, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", f"--include={NEEDS}", suite, root], check=True)
        shutil.copy(CERTIFICATES, root / str(CERTIFICATES).lstrip("/"))
        subprocess.run(["chroot", root, "useradd", "--create-home", USER], check=True)
    shutil.rmtree(root / PLACE.lstrip("/"), ignore_errors=True)
    bundle = root / "tmp" / "workbook.bundle"
    subprocess.run(["git", "-C", CLONE, "bundle", "create", "--quiet", bundle, "HEAD"], check=True)
    bundle.chmod(0o644)


def inside(root: Path, *command: str, folder: str = PLACE) -> list[str]:
    """A command as the user of a root, in `folder`, with nothing of this process's environment."""
    user = ["chroot", f"--userspec={USER}:{USER}", str(root)]
    variables = [f"HOME=/home/{USER}", f"USER={USER}", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"]
    return [*user, "env", "-i", "-C", folder, *variables, *command]


def lab_answers(root: Path, log) -> bool:
    """Whether `make lab` brings up JupyterLab, whose address answers with 200, and Ctrl-C ends it well."""
    command = inside(root, "make", "lab")
    lab = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", start_new_session=True
    )
    answered = False
    for line in lab.stdout or ():
        log.write(line)
        if found := re.search(r"JupyterLab is up: (\S+)", line):
            with urllib.request.urlopen(found[1]) as page:
                answered = page.status == 200
            os.killpg(lab.pid, signal.SIGINT)
    lab.wait()
    return answered


def run(root: Path, suite: str) -> bool:
    """Make and test one release; its line is printed. Runs in namespaces of its own, so nothing is left behind."""
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    subprocess.run(["mount", "--rbind", "/dev", root / "dev"], check=True)
    asked = inside(root, "python3", "-c", "import platform; print(platform.python_version())", folder="/")
    python = subprocess.run(asked, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout.strip()
    subprocess.run(
        inside(
            root,
            "git",
            "-c",
            "advice.detachedHead=false",
            "clone",
            "-q",
            "/tmp/workbook.bundle",
            PLACE,
            folder="/",
        ),
        check=True,
    )
    with root.with_suffix(".log").open("w", encoding="utf-8", buffering=1) as log:
        results = {"make lab": lab_answers(root, log)}
        for name, command in STEPS.items():
            done = subprocess.run(inside(root, *command), stdout=log, stderr=subprocess.STDOUT)
            results[name] = done.returncode == 0
    ticks = " | ".join(f"{name} {'✓' if passed else '✗'}" for name, passed in results.items())
    print(f"| Debian {suite} | {python} | {ticks} | {datetime.now(UTC):%Y-%m-%d} |", flush=True)
    return all(results.values())


def main(words: Sequence[str]) -> int:
    if words[:1] == ["--inside"]:
        return 0 if run(Path(words[1]), words[2]) else 1
    if os.geteuid() != 0 or not shutil.which("debootstrap") or len(words) < 2:
        print("systems: as root, and with debootstrap: tools/systems.py FOLDER trixie sid", file=sys.stderr)
        return 2
    codes = []
    for suite in words[1:]:
        root = Path(words[0]).resolve() / suite
        make_root(root, suite)
        own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", sys.executable, __file__]
        codes.append(subprocess.run([*own, "--inside", root, suite]).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
