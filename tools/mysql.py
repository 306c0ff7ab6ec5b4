"""A MySQL of today for the tests of `make test-mysql`: fetched without root, from Debian's unstable packages.

Debian 12 has MariaDB alone, and no wheel has a MySQL server. These packages want a newer C library than this
machine may have, so they are run with their own loader and libraries. Nothing is installed: all lies in the cache.
"""

import os
import platform
import shutil
import tempfile
from pathlib import Path

from workbook import paths
from workbook.errors import WorkbookError
from workbook.servers import fetch

PACKAGE = "mysql-server-core"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PROGRAM = """#!/bin/sh
exec '{loader}' --library-path '{libraries}' '{root}/usr/sbin/mysqld' "$@" --basedir='{root}/usr' \\
  --lc-messages-dir='{root}/usr/share/mysql' --character-sets-dir='{root}/usr/share/mysql/charsets' \\
  --plugin-dir='{root}/usr/lib/mysql/plugin'
"""


def folder() -> Path:
    """The folder with the program `mysqld`, to be put first on PATH; fetched the first time.

    Errors: WorkbookError where apt, its keys or the network are missing.
    """
    home = paths.cache() / f"mysql-unstable-{platform.machine()}"
    if not (home / "bin" / "mysqld").exists():
        if not shutil.which("apt-get") or not KEYRING.exists():
            raise WorkbookError("no MySQL can be fetched here: that takes apt-get, and Debian's keys for it.")
        home.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(home, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=home.parent) as work:
            _fetch(Path(work)).rename(home)
        _write_program(home)
    return home / "bin"


def _fetch(work: Path) -> Path:
    apt = fetch.apt_get(work)
    asked = [*apt, "indextargets", "--no-release-info", "--format", "$(SITE)", "Created-By: Packages"]
    sites = fetch.run(asked, work).stdout.split()
    site = next((each for each in sites if "debian" in each and "security" not in each), None)
    if not site:
        raise WorkbookError("no MySQL can be fetched here: apt knows no source of Debian's packages.")
    sources = work / "unstable.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {site} unstable main\n", encoding="utf-8")
    (work / "nothing-installed").touch()  # so that each library is fetched, the C library too
    for option in (
        f"Dir::Etc::sourcelist={sources}",
        "Dir::Etc::sourceparts=/dev/null",
        f"Dir::State::status={work / 'nothing-installed'}",
    ):
        apt += ["-o", option]
    fetch.run([*apt, "update"], work)
    fetched = fetch.run([*apt, "install", "--download-only", "--no-install-recommends", PACKAGE], work)
    if fetched.returncode:
        raise WorkbookError(f"no MySQL can be fetched by apt-get ({fetch.complaint(fetched.stdout)}).")
    return fetch.unpack(work, lambda name: not name.startswith("perl"))


def _write_program(home: Path) -> None:
    loader = next(home.glob("usr/lib/*-linux-gnu/ld-linux-*.so.*"))
    libraries = os.pathsep.join(sorted({str(file.parent) for file in home.glob("usr/lib/*-linux-gnu/*.so*")}))
    (home / "bin").mkdir(exist_ok=True)
    file = home / "bin" / "mysqld"
    file.write_text(PROGRAM.format(loader=loader, libraries=libraries, root=home), encoding="utf-8")
    file.chmod(0o755)
