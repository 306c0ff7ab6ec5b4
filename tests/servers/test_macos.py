"""What macOS has otherwise, put in place on another system: Homebrew's folders, no /proc, no options of Linux."""

import os
import subprocess
import sys

import pytest

from workbook.paths import LESSONS
from workbook.servers import mysql, programs

# The libraries are this system's own and may read /proc; the workbook's modules may not.
AS_ON_MACOS = """
import sys
from pathlib import Path

import boto3, IPython, pandas, psutil, psycopg2, pymysql, filelock, asyncio, multiprocessing, resource
from workbook import checking, engines, servers
from workbook.checking.context import Context
from workbook.exercises import registry

def no_proc(event, arguments):
    if event == "open" and str(arguments[0]).startswith("/proc"):
        frame = sys._getframe(1)
        while "/lib/python" in frame.f_code.co_filename and "site-packages" not in frame.f_code.co_filename:
            frame = frame.f_back
        if "/workbook/" in frame.f_code.co_filename and "site-packages" not in frame.f_code.co_filename:
            print("opened", arguments[0], "in", frame.f_code.co_filename)

sys.platform = "darwin"
sys.addaudithook(no_proc)
servers.up(lambda text: None)
context = Context(runners=engines.RUNNERS)
_, exercise = registry.find("latest-per-day")
print(checking.check(exercise, Path(sys.argv[1]).read_text(encoding="utf-8"), context).passed)
context.close()
servers.remove(lambda text: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="neither Linux nor macOS")
def test_servers_and_a_check_do_without_what_only_linux_has(bare_home):
    answer = LESSONS / "04-keeping-the-latest" / "answers" / "right-latest-per-day-row-number.sql"
    command = [sys.executable, "-c", AS_ON_MACOS, str(answer)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=dict(os.environ))
    assert (done.returncode, done.stdout.split()) == (0, ["True"]), done


@pytest.mark.skipif(sys.platform == "win32", reason="needs a script for sh")
@pytest.mark.parametrize("folder", ["bin", "opt/mariadb@11.8/bin"])
def test_a_server_of_homebrew_is_found_though_it_is_not_on_the_path(tmp_path, monkeypatch, folder):
    cellar = tmp_path / "Cellar" / "mariadb" / "11.8.2"
    (cellar / "bin").mkdir(parents=True)
    (cellar / "share" / "mariadb").mkdir(parents=True)
    (cellar / "share" / "mariadb" / "mariadb_system_tables.sql").touch()
    script = cellar / "bin" / "mariadbd"
    script.write_text("#!/bin/sh\necho 'mariadbd  Ver 11.8.2-MariaDB for osx10.20 on arm64'\n", encoding="utf-8")
    script.chmod(0o755)
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "mariadbd").symlink_to(script)
    monkeypatch.setenv("HOMEBREW_PREFIX", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    if any(True for path in programs.on_this_machine("mariadbd", "mysqld") if tmp_path not in path.parents):
        pytest.skip("this machine has a server of its own, which comes first")
    found = mysql.find(print)
    assert (found.name, found.path, found.version) == ("mariadb", script, "11.8.2")
