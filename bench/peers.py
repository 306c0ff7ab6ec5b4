"""Other tools that copy a table from MySQL to PostgreSQL, and a grader: `peers.py FOLDER` installs them.

dlt, sling and ingestr come by pip, each into an environment of its own; pgloader from PATH or, on Debian and
Ubuntu, by apt-get. Versions are pinned. sling and ingestr are taken with packages that carry their program, since
newer ones download it at the first run. A tool that can't be had is reported as not installed.

    found(folder)      the tools by name, each with a version or with the reason why it can't be run
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PIP = {
    "dlt": ["dlt[postgres,sql-database]==1.31.0", "pymysql==1.2.4", "connectorx==0.4.6", "pyarrow==26.0.1"],
    "sling": ["sling-linux-amd64==1.4.11"],
    "ingestr": ["ingestr==0.15.9"],
    # A grader; the notebooks that it runs need what ours need.
    "otter": ["otter-grader==7.0.0", "-r", str(Path(__file__).parent.parent / "requirements.txt")],
}
PGLOADER = "pgloader"
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Ends:
    """Where a tool reads and writes: URLs without a scheme, as `user:password@host:port/database`."""

    source: str
    warehouse: str


@dataclass(frozen=True)
class Peer:
    """A tool: `copy(ends, table, work)` gives the command that replaces `table` of the warehouse by the source's.

    `work` is a folder for what the command needs. `missing` says why the tool can't be run; else it is "".
    """

    name: str
    version: str
    copy: Callable[[Ends, str, Path], list[str]]
    missing: str = ""
    env: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}".rstrip()


def found(folder: Path | None) -> list[Peer]:
    """pandas, which the project has, and the tools of `folder`."""
    folder = folder or Path("peers-not-given")
    return [_pandas(), _dlt(folder), _sling(folder), _pgloader(folder), _ingestr(folder)]


def _pandas() -> Peer:
    import pandas

    def copy(ends: Ends, table: str, work: Path) -> list[str]:
        return [sys.executable, str(HERE / "peer_pandas.py"), ends.source, ends.warehouse, table]

    return Peer("pandas", pandas.__version__, copy)


def _dlt(folder: Path) -> Peer:
    python = folder / "dlt" / "bin" / "python"

    def copy(ends: Ends, table: str, work: Path) -> list[str]:
        return [str(python), str(HERE / "peer_dlt.py"), ends.source, ends.warehouse, table, str(work / "dlt")]

    quiet = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
    return _installed("dlt", python, ["-c", "import dlt; print(dlt.__version__)"], copy, quiet)


def _sling(folder: Path) -> Peer:
    programs = sorted((folder / "sling").glob("lib/*/site-packages/sling_linux_amd64/bin/sling-linux-amd64"))
    program = programs[0] if programs else folder / "sling"

    def copy(ends: Ends, table: str, work: Path) -> list[str]:
        database = ends.source.rpartition("/")[2]
        return [
            str(program), "run",
            "--src-conn", f"mysql://{ends.source}", "--src-stream", f"{database}.{table}",
            "--tgt-conn", f"postgres://{ends.warehouse}?sslmode=disable", "--tgt-object", f"public.{table}",
            "--mode", "full-refresh",
        ]  # fmt: skip

    return _installed("sling", program, ["--version"], copy, {"SLING_DISABLE_TELEMETRY": "true"})


def _ingestr(folder: Path) -> Peer:
    program = folder / "ingestr" / "bin" / "ingestr"

    def copy(ends: Ends, table: str, work: Path) -> list[str]:
        database = ends.source.rpartition("/")[2]
        return [
            str(program), "ingest", "--yes", "--full-refresh",
            "--source-uri", f"mysql+pymysql://{ends.source}", "--source-table", f"{database}.{table}",
            "--dest-uri", f"postgresql://{ends.warehouse}?sslmode=disable", "--dest-table", f"public.{table}",
        ]  # fmt: skip

    return _installed("ingestr", program, ["--version"], copy, {"INGESTR_DISABLE_TELEMETRY": "true"})


LOAD = """
LOAD DATABASE FROM mysql://{source} INTO pgsql://{warehouse}
WITH include drop, create tables, create indexes, reset no sequences
INCLUDING ONLY TABLE NAMES MATCHING '{table}'
ALTER SCHEMA '{database}' RENAME TO 'public';
"""


def _pgloader(folder: Path) -> Peer:
    unpacked = folder / PGLOADER / "usr" / "bin" / PGLOADER
    program = unpacked if unpacked.exists() else Path(shutil.which(PGLOADER) or unpacked)

    def copy(ends: Ends, table: str, work: Path) -> list[str]:
        text = LOAD.format(
            source=ends.source, warehouse=ends.warehouse, table=table, database=ends.source.rpartition("/")[2]
        )
        script = work / f"{table}.load"
        script.write_text(text, encoding="utf-8")
        return [str(program), "--quiet", "--on-error-stop", "--root-dir", str(work), str(script)]

    return _installed(PGLOADER, program, ["--version"], copy)


def _installed(name: str, program: Path, ask: list[str], copy: Callable, env: dict | None = None) -> Peer:
    """The tool with the version that its program says of itself."""
    if not program.is_file():
        return Peer(name, "", copy, "not installed")
    said = subprocess.run(
        [program, *ask], capture_output=True, encoding="utf-8", env={**os.environ, **(env or {})}
    )
    words = said.stdout.replace('"', " ").split()
    versions = [word.lstrip("v") for word in words if any(c.isdigit() for c in word) and "." in word]
    if said.returncode or not versions:
        return Peer(name, "", copy, "installed, but does not run")
    return Peer(name, versions[0], copy, "", env)


def install(folder: Path) -> None:
    """Put the tools into `folder`; what fails is said, and leaves that tool out."""
    folder.mkdir(parents=True, exist_ok=True)
    uv = Path(sys.executable).with_name("uv")
    for name, packages in PIP.items():
        place = folder / name
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, place], check=True)
        done = subprocess.run([uv, "pip", "install", "--quiet", "--python", place / "bin" / "python", *packages])
        print(f"{name}: {'installed' if done.returncode == 0 else 'pip could not install it'}")
    print(f"{PGLOADER}: {_unpack_pgloader(folder)}")


def _unpack_pgloader(folder: Path) -> str:
    if shutil.which(PGLOADER):
        return "this machine has it"
    if not shutil.which("apt-get"):
        return "neither pgloader nor apt-get is on this machine"
    subprocess.run(["apt-get", "download", PGLOADER], cwd=folder, stdout=subprocess.DEVNULL)
    packages = sorted(folder.glob(f"{PGLOADER}_*.deb"))
    if not packages:
        return "apt-get could not download it"
    subprocess.run(["dpkg", "-x", packages[-1], folder / PGLOADER], check=True)
    return "unpacked"


if __name__ == "__main__":
    install(Path(sys.argv[1]).resolve())
