"""Makes an environment of this clone from its hash-pinned lock.

    python3 tools/bootstrap.py            .venv, for everything but Airflow, dbt and Spark, from requirements.txt
    python3 tools/bootstrap.py airflow    .venv-airflow, for lessons 12 to 18, from requirements-airflow.txt
    python3 tools/bootstrap.py dbt        .venv-dbt, for lesson 16, from requirements-dbt.txt
    python3 tools/bootstrap.py spark      .venv-spark, for lesson 17, from requirements-spark.txt
    python3 tools/bootstrap.py classroom  into .venv, what JupyterHub adds, from requirements-classroom.txt

Several of these words may be given at once, as `make test` does.

Airflow and dbt have environments of their own: they pin packages that the notebooks use too, and would hold them
back. Spark has one since it is as large as all the rest.
JupyterHub has none: it pins nothing, and starts the JupyterLab that is in .venv.
Uses Python's standard library alone, since nothing else is there yet. pip installs uv (requirements-uv.txt),
uv installs everything else and then this package, editable. A record is written last and says what the
environment was made from: with the same lock, Python and folder there is nothing to do; with another lock the
packages are brought up to it; otherwise, or without that file, the environment is made anew.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

OLDEST = (3, 11)
if sys.version_info < OLDEST:  # here, since an older Python ends at the annotations below
    sys.exit(
        "setup: This workbook needs Python 3.11 or later, and {} is Python {}.{}. "
        "Name a newer one: make PYTHON=python3.12 lab".format(sys.executable, *sys.version_info[:2])
    )

CLONE = Path(__file__).resolve().parent.parent
# pip's settings that uv has too, under another name: a company's certificate, mirror and proxy.
UV_NAMES = {"cert": "SSL_CERT_FILE", "index-url": "UV_DEFAULT_INDEX", "proxy": "ALL_PROXY"}
NETWORK = "Is there a network connection?"
# Of pip's and uv's variables those with such a word say how packages come here. The others say which packages, and
# where to put them: that is the lock's business, and this clone's.
TRANSPORT = re.compile(
    "CACHE|CERT|CONCURRENT|CONFIG_FILE|HOST|HTTP|INDEX|KEYRING|LINKS|OFFLINE|PROXY|RETRIES|TIMEOUT|TLS"
)
# PostgreSQL's initdb puts its own path between quotes in a command of the shell; a colon ends a folder of PATH.
UNFIT = '":$`\\\n'


class SetupError(Exception):
    """One or two sentences: what is wrong and what to do."""


class Environment(NamedTuple):
    """An environment of the clone: its folder and its lock."""

    name: str
    lock: str
    options: tuple[str, ...] = ()  # for uv's installation of the lock
    record: str = "complete.json"

    @property
    def folder(self) -> Path:
        return CLONE / self.name

    @property
    def complete(self) -> Path:
        return self.folder / self.record

    @property
    def foundation(self) -> str | None:
        """What the folder was made from, by whichever lock; None when it is missing or half made."""
        return found(self.folder / "complete.json").get("foundation")

    @property
    def log(self) -> Path:
        return self.folder / "setup.log"


BASE = Environment(".venv", "requirements.txt")
# Byte-compiled: without it each first `airflow` or `dbt` command takes twice as long, if nobody may write there.
AIRFLOW = Environment(".venv-airflow", "requirements-airflow.txt", ("--compile-bytecode",))
DBT = Environment(".venv-dbt", "requirements-dbt.txt", ("--compile-bytecode",))
# The one package that comes as a source distribution alone is built here, by the packages of the same lock.
SPARK = Environment(
    ".venv-spark",
    "requirements-spark.txt",
    (
        "--compile-bytecode", "--no-binary", "pyspark",
        "--build-constraints", "requirements-spark.txt",
    ),
)  # fmt: skip
# In the folder of BASE, which must be there: `make classroom` sees to it. Gone with it when that is made anew.
CLASSROOM = Environment(".venv", "requirements-classroom.txt", record="classroom.json")
FURTHER = {"airflow": AIRFLOW, "dbt": DBT, "spark": SPARK, "classroom": CLASSROOM}  # by the words that name them


def wanted(environment: Environment = BASE) -> dict[str, str]:
    """What a complete environment is made from; `foundation` can't change under an environment."""
    digest = hashlib.sha256()
    for name in ("requirements-uv.txt", environment.lock, "pyproject.toml"):
        digest.update((CLONE / name).read_bytes())
    return {
        "foundation": f"{sys.version} in {CLONE}",
        "packages": digest.hexdigest(),
    }


def found(complete: Path = BASE.complete) -> dict[str, str]:
    """What the environment in place was made from; empty when it is missing or half made."""
    try:
        return json.loads(complete.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def check_python() -> None:
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        raise SetupError(
            f"{sys.executable} is for Intel's processors, and the packages have no wheels for them on macOS any "
            "more: with an Apple processor take a Python that is made for it, else see the README on conda."
        )
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = f"python3.{sys.version_info[1]}-venv"
        raise SetupError(
            f"This Python ({sys.executable}) cannot make a virtual environment. "
            f"On Debian and Ubuntu install {package} (sudo apt-get install {package}), then run this again."
        )


def check_folder() -> None:
    unfit = [sign for sign in UNFIT if sign in str(CLONE)]
    if unfit:
        raise SetupError(
            f"The workbook can't be in a folder with {' '.join(map(ascii, unfit))} in its path ({str(CLONE)!r}): "
            "PostgreSQL does not start from there. Rename the folder, then run this again."
        )


def check_home() -> None:
    """Where uv keeps what it fetched, and the servers' programs and data go, unless the user chose a place."""
    if "WORKBOOK_HOME" in os.environ:
        return
    for name, usual in (("XDG_CACHE_HOME", ".cache"), ("XDG_DATA_HOME", ".local/share")):
        folder = Path(os.environ.get(name) or Path.home() / usual)
        there = next(each for each in (folder, *folder.parents) if each.exists())
        if not os.access(there, os.W_OK):
            raise SetupError(
                f"Nothing can be written in {folder}, where packages and the servers' data go: "
                "set HOME to a folder of yours, then run this again."
            )


def run(log_path: Path, *command: str, failure: str, env: dict[str, str], show: tuple[str, ...] = ()) -> None:
    """Run a command; what it says goes to `log_path`, lines that begin with one of `show` also to the terminal."""
    said = []
    with log_path.open("a", encoding="utf-8") as log:
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
        # In the clone, and with names relative to it: pip and uv read # and $ in a path as their syntax.
        process = subprocess.Popen(command, **output, errors="replace", env=env, cwd=CLONE)
        for line in process.stdout:
            log.write(line)
            said.append(line.strip())
            if show and said[-1].startswith(show):
                print(f"  {said[-1]}", flush=True)
    if process.wait() != 0:
        reasons = [line for line in said if line.lower().startswith(("error", "cause"))]
        reason = (reasons or said or ["no reason given"])[-1]
        raise SetupError(f"{failure} {log_path.relative_to(CLONE)} has it all, and ends with: {reason}")


def pip_environment() -> dict[str, str]:
    """This process's environment without what would change which packages are installed, or where."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "UV_", "PYTHON")) or TRANSPORT.search(name)
    }
    return kept | {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}  # which pip.conf may say too


def uv_environment(python: str) -> dict[str, str]:
    """The environment for uv, with pip's certificate, mirror and proxy, since uv reads no pip.conf."""
    env = pip_environment()
    env.setdefault("UV_SYSTEM_CERTS", "1")  # as pip and the system's other programs trust them
    config = subprocess.run(
        [python, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, encoding="utf-8", env=env
    )
    for line in config.stdout.splitlines():
        name, _, value = line.partition("=")
        uv_name = UV_NAMES.get(name.split(".")[-1])
        if uv_name:
            env.setdefault(uv_name, value.strip("'\""))
    return env


def install(environment: Environment, same_foundation: bool) -> None:
    """Make an environment, or bring its packages up to the lock."""
    folder, log = environment.folder, environment.log
    python = str(folder / "bin" / "python")
    environment.complete.unlink(missing_ok=True)
    if not same_foundation:
        print(f"Making {environment.name} with Python {'.'.join(map(str, sys.version_info[:3]))}", flush=True)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        run(
            log,
            sys.executable,
            "-m",
            "venv",
            str(folder),
            failure="The virtual environment could not be made.",
            env=pip_environment(),
        )
    print(f"Installing uv, then the packages of {environment.lock}", flush=True)
    quiet = ("--only-binary", ":all:", "--quiet", "--disable-pip-version-check", "--no-input")
    run(
        log, python, "-m", "pip", "install", *quiet, "--require-hashes", "-r", "requirements-uv.txt",
        failure=f"uv could not be installed. {NETWORK}", env=pip_environment(),
    )  # fmt: skip
    env = uv_environment(python)
    if sys.dont_write_bytecode:
        env["UV_COMPILE_BYTECODE"] = "1"  # else each start of Python would compile all that it imports, for ever
    uv = (str(folder / "bin" / "uv"), "--no-progress", "pip", "install", "--python", python)
    run(
        log, *uv, "--no-deps", "--require-hashes", "--only-binary", ":all:", *environment.options,
        "-r", environment.lock,
        failure=f"The packages could not be installed. {NETWORK}", env=env,
        show=("Resolved", "Downloading", "Prepared", "Installed", "Bytecode"),
    )  # fmt: skip
    run(
        log, *uv, "--no-deps", "--no-build-isolation", "--offline", "--editable", ".",
        failure="This package itself could not be installed.", env=env,
    )  # fmt: skip


def named(words: list[str]) -> list[Environment]:
    """The environments that the command line names; the first one where it names none."""
    unknown = [word for word in words if word not in FURTHER]
    if unknown:
        raise SetupError(f"there is no environment {unknown[0]!r}: name one of {', '.join(FURTHER)}, or none.")
    return [FURTHER[word] for word in words] or [BASE]


def set_up(environment: Environment) -> None:
    """Make an environment complete, if it is not."""
    if found(environment.complete) == wanted(environment):
        return
    started = time.monotonic()
    with Path(__file__).open("r+b") as this:
        fcntl.flock(this, fcntl.LOCK_EX)  # two `make` at once: the second waits, then finds it done
        want = wanted(environment)
        if found(environment.complete) != want:
            install(environment, same_foundation=environment.foundation == want["foundation"])
            environment.complete.write_text(json.dumps(want, indent=2), encoding="utf-8")
    print(f"The environment is ready ({time.monotonic() - started:.0f} s)", flush=True)


def main() -> int:
    environment = BASE
    try:
        check_python()
        check_folder()
        check_home()
        for environment in named(sys.argv[1:]):
            set_up(environment)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"setup: {error.strerror or error}: {error.filename or environment.folder}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"setup: stopped; the next run starts {environment.name} again", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
