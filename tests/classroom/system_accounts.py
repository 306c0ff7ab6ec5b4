"""Who learns in the test of the Hub: system accounts made for it where that can be, else names of this user."""

import os
import pwd
import secrets
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

DEBIANS = Path("/usr/bin/python3")


@dataclass(frozen=True)
class Account:
    """A learner's name, random password and home folder; `uid` where it is an account of the system."""

    name: str
    password: str
    home: Path
    uid: int | None


def names_only(folder: Path, count: int) -> list[Account]:
    """Learners whose servers all run as this user."""
    names = [f"learner-{number}" for number in range(1, count + 1)]
    homes = [folder / "homes" / name for name in names]
    for home in homes:
        home.mkdir(parents=True)
    return [Account(name, secrets.token_hex(16), home, None) for name, home in zip(names, homes, strict=True)]


@contextmanager
def of_the_system(folder: Path, count: int) -> Iterator[list[Account]]:
    """Accounts of this machine, which root makes; they are removed, and what still runs of them is ended."""
    (folder / "homes").mkdir()
    made: list[Account] = []
    try:
        for number in range(1, count + 1):
            name = f"elt-test-{secrets.token_hex(3)}-{number}"
            home = folder / "homes" / name
            _administer("useradd", "--system", "--create-home", "--home-dir", home, "--shell", "/bin/sh", name)
            made.append(Account(name, secrets.token_hex(16), home, home.stat().st_uid))
            _administer("chpasswd", text=f"{name}:{made[-1].password}")
        yield made
    finally:
        for account in made:
            for process in processes_of(account):
                process.kill()
            _administer("userdel", account.name)


def _administer(command: str, *words: object, text: str = "") -> None:
    ran = subprocess.run([command, *map(str, words)], input=text, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr


def processes_of(account: Account) -> list[psutil.Process]:
    """What runs under an account of the system."""
    return [one for one in psutil.process_iter(["uids"]) if one.info["uids"].real == account.uid and runs(one)]


def runs(process: psutil.Process) -> bool:
    """Whether it has not ended; one that nobody asked for its exit code has."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def python_for(folder: Path, workbook: Path, uid: int) -> Path | None:
    """A Python that the account `uid` may start, with this environment's packages and the package of `workbook`.

    None where there is none: the clone, or each Python of this version, lies in a folder that is closed to others.
    """
    environment = folder / "python"
    for base in (Path(sys._base_executable), DEBIANS):
        if not _starts(base, uid, f"import sys; assert sys.version_info[:2] == {sys.version_info[:2]}"):
            continue
        subprocess.run([base, "-m", "venv", "--without-pip", environment], check=True)
        for name in ("share", "etc"):  # JupyterLab's pages and extensions
            (environment / name).symlink_to(Path(sys.prefix) / name)
        (own,) = (environment / "lib").glob("python*/site-packages")
        (own / "workbook.pth").write_text(f"{workbook}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8")
        if _starts(environment / "bin" / "python", uid, "import workbook.paths, jupyterhub"):
            return environment / "bin" / "python"
    return None


def _starts(python: Path, uid: int, code: str) -> bool:
    options = {
        "user": uid,
        "group": pwd.getpwuid(uid).pw_gid,
        "extra_groups": [],
        "cwd": "/",
        "env": {"PATH": os.defpath},
    }
    try:
        return subprocess.run([python, "-c", code], capture_output=True, **options).returncode == 0
    except OSError:
        return False
