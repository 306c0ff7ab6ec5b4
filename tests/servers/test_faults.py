"""What can't be had is said in one sentence, and nothing half-made is taken for whole."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.servers import connect
from workbook import servers
from workbook.errors import WorkbookError
from workbook.servers import fetch, local, mysql, postgres, privileges, programs, state


def sentence(caught: pytest.ExceptionInfo) -> str:
    text = str(caught.value)
    assert "\n" not in text and "Traceback" not in text
    return text


@pytest.fixture
def no_programs(monkeypatch):
    """A machine on which no server is installed."""
    monkeypatch.setattr(programs, "on_this_machine", lambda *names: iter(()))


def script(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def test_a_home_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(WorkbookError, match="can't be written to") as caught:
        servers.ensure()
    assert str(tmp_path / "file" / "home") in sentence(caught)


def test_a_cache_that_cannot_be_written(tmp_path, monkeypatch, no_programs):
    (tmp_path / "file").write_text("", encoding="utf-8")
    script(tmp_path / "bin", "apt-get", "exit 1")
    script(tmp_path / "bin", "dpkg-deb", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(WorkbookError, match="can't be written to") as caught:
        mysql.find(print)
    assert str(tmp_path / "file" / "cache") in sentence(caught)


def test_no_apt(tmp_path, monkeypatch, no_programs):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    with pytest.raises(WorkbookError, match=r"no apt-get.*WORKBOOK_SOURCE_URL") as caught:
        mysql.find(print)
    sentence(caught)


@pytest.mark.skipif(not shutil.which("apt-get"), reason="no apt-get here")
def test_no_network(tmp_path, monkeypatch, no_programs):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    with pytest.raises(WorkbookError, match=r"package lists can't be reached.*WORKBOOK_SOURCE_URL") as caught:
        mysql.find(print)
    sentence(caught)
    assert not list((tmp_path / "cache").glob("*mariadb*"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs scripts for sh")
def test_lists_that_apt_does_not_update_are_the_reason_that_is_told(tmp_path, monkeypatch):
    update = "echo 'E: Release file for http://deb.invalid/InRelease is not valid yet (for another 3d 2h).'"
    install = 'echo "E: Unable to locate package mariadb-server-core"'
    script(tmp_path / "bin", "apt-get", f'case "$*" in *update) {update} ;; *) {install} ;; esac; exit 100')
    script(tmp_path / "bin", "dpkg-deb", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    with pytest.raises(WorkbookError, match=r"Release file .* is not valid yet") as caught:
        fetch.mariadb(print)
    assert "locate" not in sentence(caught)


@pytest.mark.skipif(sys.platform == "win32", reason="of Linux's loader")
def test_a_cache_in_whose_path_the_loader_finds_no_libraries(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "a; b"))
    with pytest.raises(WorkbookError, match=r"its path has a ';'.*WORKBOOK_CACHE") as caught:
        fetch.mariadb(print)
    sentence(caught)
    assert not (tmp_path / "a; b").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs scripts for sh")
def test_a_fetch_that_stops_half_way_is_not_taken_for_a_whole_one(tmp_path, monkeypatch):
    archive = 'for word; do case "$word" in Dir::Cache=*) touch "${word#*=}/archives/a.deb" ;; esac; done'
    script(tmp_path / "bin", "apt-get", archive)
    script(tmp_path / "bin", "dpkg-deb", 'touch "$3/half"; echo "dpkg-deb: error: short read"; exit 2')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    with pytest.raises(WorkbookError, match=r"a.deb can't be unpacked in .*short read") as caught:
        fetch.mariadb(print)
    sentence(caught)
    assert [entry.name for entry in (tmp_path / "cache").iterdir()] == ["lock"]

    script(tmp_path / "bin", "dpkg-deb", 'touch "$3/whole"')
    (tmp_path / "cache" / "fetch-killed").mkdir()
    root = fetch.mariadb(print)
    assert [entry.name for entry in root.iterdir()] == ["whole"]
    assert not (tmp_path / "cache" / "fetch-killed").exists()
    # From now on nothing is needed but the cache.
    monkeypatch.setenv("PATH", str(tmp_path))
    assert fetch.mariadb(print) == root


def test_no_postgresql_at_all(monkeypatch, no_programs):
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(WorkbookError, match=r"No PostgreSQL.*WORKBOOK_WAREHOUSE_URL") as caught:
        postgres.find(print)
    sentence(caught)


def test_a_server_that_ends_at_once_is_quoted(bare_home, tmp_path, monkeypatch):
    if sys.platform == "win32":
        pytest.skip("needs scripts for sh")
    script(tmp_path / "bin", "rclone", 'echo "CRITICAL: no such thing"; exit 1')
    rclone = programs.Program("rclone", tmp_path / "bin" / "rclone", "1.0")
    monkeypatch.setattr(local.s3, "find", lambda report: rclone)
    (bare_home / "logs").mkdir(parents=True)
    with pytest.raises(WorkbookError, match="the S3 store does not start: CRITICAL: no such thing") as caught:
        local.start("store", bare_home, state.new(), print)
    assert str(bare_home / "logs" / "store.log") in sentence(caught)


def test_another_postgresql_works_and_is_remarked(bare_home, monkeypatch):
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda name: None)
    try:
        program = postgres.find(print)
    except WorkbookError:
        pytest.skip("no PostgreSQL but the wheel's on this machine")
    if program.numbers[0] == postgres.MAJOR:
        pytest.skip(f"the other PostgreSQL here is {postgres.MAJOR} too")
    (bare_home / "logs").mkdir(parents=True)
    known = state.new()
    known.servers["warehouse"] = local.start("warehouse", bare_home, known, print)
    state.write(bare_home, known)
    [warehouse] = [server for server in servers.status() if server.name == "warehouse"]
    assert warehouse.state == "up"
    assert f"is not {postgres.MAJOR}" in warehouse.remark
    server = known.servers["warehouse"]
    address = servers.Address("127.0.0.1", server.port, "workbook", known.password("warehouse"), "postgres")
    assert connect.rows(connect.postgres(address), "SHOW server_version")[0][0].startswith(program.version)


def test_a_half_made_data_folder_is_made_again(bare_home):
    major = postgres.folder(postgres.find(print))
    for name in (f"{major}.new", "logs"):
        (bare_home / name).mkdir(parents=True)
    (bare_home / f"{major}.new" / "PG_VERSION").write_text("18\n", encoding="utf-8")
    known = state.new()
    known.servers["warehouse"] = local.start("warehouse", bare_home, known, print)
    state.write(bare_home, known)
    assert not (bare_home / f"{major}.new").exists()
    assert servers.status()[0].state == "up"


def test_a_full_disk(bare_home, tmp_path):
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only Linux's root can mount a small disk")
    bare_home.mkdir()
    # In a mount namespace of its own: the small disk is gone with the process.
    code = "from workbook import servers\ntry: servers.ensure()\nexcept servers.WorkbookError as e: print(e)"
    inner = 'mount -t tmpfs -o size=12m tmpfs "$1" && shift && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", inner, "sh", str(bare_home), sys.executable, "-c", code]
    ended = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "WORKBOOK_MY": str(tmp_path)}
    )
    if "mount" in ended.stderr or "unshare" in ended.stderr:
        pytest.skip(f"no mounting here: {ended.stderr.strip()}")
    assert "is full" in ended.stdout and str(bare_home) in ended.stdout, ended
    assert ended.stdout.count("\n") == 1
    for process in psutil.process_iter(["cmdline"]):
        if str(tmp_path) in " ".join(process.info["cmdline"] or []):
            process.kill()  # the store needs no room, and came up


def test_root_without_namespaces_runs_the_databases_as_nobody(bare_home, tmp_path):
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root has to step down")
    script(tmp_path / "bin", "unshare", "exit 1")
    bare_home.parent.chmod(0o700)
    code = (
        "import stat; from pathlib import Path; from workbook import servers\n"
        "servers.ensure(); up = servers.status()\n"
        "print([(s.name, s.state, Path('/proc', str(s.pid)).stat().st_uid, "
        "oct(stat.S_IMODE(Path(s.data).stat().st_mode))) for s in up[:2]])\n"
        "servers.remove(lambda text: None)\n"
        "print([Path(s.data).exists() for s in up[:2]])"
    )
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    before = set(privileges.SHARED.glob("*"))
    told = subprocess.check_output([sys.executable, "-c", code], text=True, env={**os.environ, "PATH": path})
    copies = set(privileges.SHARED.glob("*")) - before
    for copy in copies:
        shutil.rmtree(copy)
    assert all("-" in copy.name for copy in copies)  # programs: the data is gone
    assert told.splitlines() == [
        "[('warehouse', 'up', 65534, '0o700'), ('source', 'up', 65534, '0o700')]",
        "[False, False]",
    ]
