"""Programs from Debian's or Ubuntu's packages, unpacked into the cache: no root, no service, nothing installed."""

import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError
from workbook.servers import state


@dataclass(frozen=True)
class Packaged:
    """A program that comes in packages: its name in the cache and for people, and words for when it can't be had.

    Of `packages` the first that there is, with the libraries that this machine lacks; if `alone`, without any.
    """

    name: str
    title: str
    packages: tuple[str, ...]
    megabytes: int
    missing: str
    instead: str
    alone: bool = False


MARIADB = Packaged(
    "mariadb",
    "MariaDB",
    ("mariadb-server-core", "mariadb-server-core-10.6"),  # Ubuntu 22.04 has the version in the package's name
    17,
    "No MariaDB or MySQL server on this machine",
    "install MariaDB or MySQL (on macOS: brew install mariadb), or set WORKBOOK_SOURCE_URL",
)


def libraries(root: Path) -> str:
    """The folders of shared libraries under `root`, for LD_LIBRARY_PATH."""
    found = {file.parent for pattern in ("lib/**/*.so*", "usr/lib/**/*.so*") for file in root.glob(pattern)}
    return os.pathsep.join(sorted(str(folder) for folder in found if "plugin" not in folder.parts))


def mariadb(report: Callable[[str], None]) -> Path:
    """The folder that MariaDB's packages are unpacked in; fetched the first time. Errors: as of `packaged`."""
    return packaged(MARIADB, report)


def packaged(what: Packaged, report: Callable[[str], None]) -> Path:
    """The folder that a program's packages are unpacked in; fetched the first time.

    Errors: WorkbookError without apt, without network, or if the cache can't be written.
    """
    root = paths.cache() / f"{what.name}-{_release()}"
    if parted := re.search("[:;]", str(root)):
        says = f"{what.title} can't find its libraries in {root}: its path has a {parted[0]!r}"
        raise WorkbookError(f"{says}. Name another folder in WORKBOOK_CACHE.")
    if root.exists():
        return root
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise WorkbookError(f"{what.missing}, and no apt-get to fetch one: {what.instead}.")
    with state.lock(paths.cache(), report, f"Another process is fetching {what.title}: waiting for it."):
        if not root.exists():
            report(f"Fetching {what.title} ({what.megabytes} MB, once)")
            try:
                for left in paths.cache().glob("fetch-*"):
                    shutil.rmtree(left)  # of one that was killed
                with tempfile.TemporaryDirectory(prefix="fetch-", dir=paths.cache()) as work:
                    _fetch(Path(work), what).rename(root)
            except OSError as error:
                says = f"{what.title} can't be unpacked in {paths.cache()}: {error.strerror}."
                raise WorkbookError(says) from None
    return root


def _release() -> str:
    """The system that the packages are for, as debian-12-x86_64: a cache outlives an upgrade."""
    try:
        system = platform.freedesktop_os_release()
    except OSError:
        system = {}
    return f"{system.get('ID', 'unknown')}-{system.get('VERSION_ID', '0')}-{platform.machine()}"


def apt_get(work: Path) -> list[str]:
    """The command `apt-get`, with lists, cache and locks in the folder `work`, which it makes."""
    for folder in ("state/lists/partial", "cache/archives/partial", "root"):
        (work / folder).mkdir(parents=True)
    # Lists and locks of our own, so that no root is needed and an apt that runs meanwhile is no matter.
    # What images for containers set to save space is set back: it costs seconds here.
    options = [
        f"Dir::State={work}/state", f"Dir::State::Lists={work}/state/lists", f"Dir::Cache={work}/cache",
        "Dir::State::status=/var/lib/dpkg/status", "Debug::NoLocking=1", "APT::Sandbox::User=",
        "Dir::Cache::pkgcache=pkgcache.bin", "Dir::Cache::srcpkgcache=srcpkgcache.bin",
        "Acquire::GzipIndexes=false", "Acquire::Languages=none", "APT::Keep-Downloaded-Packages=true",
        "Acquire::Retries=1", "Acquire::http::Timeout=20", "Acquire::https::Timeout=20",
    ]  # fmt: skip
    return ["apt-get", "-q", "-y", *(word for option in options for word in ("-o", option))]


def _fetch(work: Path, what: Packaged) -> Path:
    """Unpack a program and the libraries that this machine lacks into a folder in `work`."""
    apt = apt_get(work)
    updated = run([*apt, "update"], work)
    for package in what.packages:
        # Only fetches; apt itself says which libraries are lacking here.
        words = ["download"] if what.alone else ["install", "--download-only", "--no-install-recommends"]
        fetched = run([*apt, *words, package], work / "cache" / "archives")
        if f"Unable to locate package {package}" not in fetched.stdout:
            break
    if fetched.returncode:
        # Lists that were not updated have no package: then the reason is theirs.
        offline = "Failed to fetch" in updated.stdout
        failed = updated if re.search("^E:", updated.stdout, re.MULTILINE) else fetched
        reason = "the package lists can't be reached" if offline else complaint(failed.stdout)
        raise WorkbookError(f"{what.title} can't be fetched by apt-get ({reason}): {what.instead}.")
    # The C library must be the one that is running.
    root = unpack(work, lambda name: not name.startswith("libc6_"))
    _relink(root)
    return root


def _relink(root: Path) -> None:
    """Let links that name a file of the packages by its place on an installed system find it in `root`."""
    for path in root.rglob("*"):
        if path.is_symlink() and path.readlink().is_absolute():
            there = root / path.readlink().relative_to("/")
            if there.exists():
                path.unlink()
                path.symlink_to(os.path.relpath(there, path.parent))


def unpack(work: Path, wanted: Callable[[str], bool]) -> Path:
    """Unpack the packages fetched into `work` whose file names are `wanted`; the folder where they lie then."""
    for file in (work / "cache" / "archives").glob("*.deb"):
        if wanted(file.name):
            unpacked = run(["dpkg-deb", "-x", str(file), str(work / "root")], work)
            if unpacked.returncode:
                raise WorkbookError(f"{file.name} can't be unpacked in {work}: {complaint(unpacked.stdout)}.")
    return work / "root"


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in `folder`; its whole output is text, in English."""
    return subprocess.run(
        command, cwd=folder, env=os.environ | {"LC_ALL": "C"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )  # fmt: skip


def complaint(text: str) -> str:
    """The line in which apt or dpkg says what is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no reason given"]
    return next((line for line in lines if line.startswith("E:")), lines[-1])
