"""Larger tables: how many rows may be asked for, what they need, and what opens with them."""

import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from workbook import cli
from workbook.checking.context import Context
from workbook.databases.fixtures import Fixture, Table
from workbook.datasets import nps_and_weather, scaled
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.notebook.kernel_state import KernelState

NPS = Table("nps", nps_and_weather.NPS_WAREHOUSE, nps_and_weather.nps_modified_file)
PEAK = """
import resource, sys
from pathlib import Path
from workbook.datasets import nps_and_weather as data
data.nps_modified_csv(Path(sys.argv[1]), int(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.fixture
def empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "home"))
    return (tmp_path / "home").resolve()


@pytest.mark.parametrize(
    ("given", "rows"), [(1, 1), ("10_000_000", 10_000_000), (" 7 ", 7), (2**31 - 1, 2_147_483_647)]
)
def test_a_number_of_rows_is_an_int_or_its_text(given, rows):
    assert scaled.row_count(given) == rows


@pytest.mark.parametrize("given", [0, -1, "0", "-5", "many", "", "1e7", 1e7, 2**31, "2147483648", None, True, [5]])
def test_what_is_no_number_of_rows_is_said_in_one_sentence(given):
    with pytest.raises(WorkbookError) as raised:
        scaled.row_count(given)
    says = f"The number of rows is a whole number from 1 to 2,147,483,647, as 10_000_000; {given!r} is not."
    assert str(raised.value) == says


def test_the_command_writes_the_file_and_says_how_to_open_a_lesson_with_it(empty_home):
    done = CliRunner().invoke(cli.app, ["data", "--rows", "1_500"])
    assert done.exit_code == 0, done
    [path] = (empty_home / "data").iterdir()
    assert path == nps_and_weather.nps_modified_csv(empty_home, 1_500)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1_500
    assert done.stdout.splitlines()[0].startswith("1,500 rows, ") and str(path) in done.stdout
    assert 'lesson("07-full-refresh", rows=1_500)' in done.stdout


def test_the_command_says_a_bad_number_in_one_line_and_makes_nothing(empty_home):
    command = [sys.executable, "-m", "workbook", "data", "--rows", "-5"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("workbook: The number of rows is") and done.stderr.count("\n") == 1
    assert not empty_home.exists()


def test_without_the_room_for_it_nothing_begins(empty_home, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=2_000_000_000))
    with pytest.raises(WorkbookError, match=r"10,000,000 rows need about 4\.1 GB.*2\.0 GB is free"):
        scaled.write("10_000_000")
    both = Fixture("both", warehouse=[NPS], source=[NPS])
    with pytest.raises(WorkbookError, match=r"need about 4\.1 GB"):
        scaled.tables(both, 10_000_000)
    one = Fixture("one", source=[NPS])
    assert scaled.tables(one, 9_000_000).source  # 210 bytes a row
    assert not empty_home.exists()


def test_only_tables_whose_file_can_have_any_length_grow(tmp_path):
    small = Table("t", {"a": "INT"}, [(1,), (2,)])
    other = Table("u", {"a": "INT"}, lambda: tmp_path)
    mixed = Fixture("mixed", warehouse=[small, "SELECT 1", NPS, other], source=[small])
    grown = scaled.tables(mixed, 12)
    assert grown.warehouse[:2] == [small, "SELECT 1"] and grown.warehouse[3] == other and grown.source == [small]
    assert grown.warehouse[2].rows.keywords == {"rows": 12}
    assert mixed.warehouse[2] is NPS
    with pytest.raises(WorkbookError, match="no table that could be made larger"):
        scaled.tables(Fixture("none", warehouse=[small, other]), 12)


def test_a_lesson_opens_with_as_many_rows_as_asked_for_and_keeps_them_at_a_reset(home):
    def counts():
        return [next(notebook.session(e).run("SELECT count(*) FROM nps")).rows for e in ("warehouse", "source")]

    notebook = KernelState(Context())
    try:
        notebook.open("00-start-here", rows="1_234")
        assert counts() == [[(1234,)], [(1234,)]]
        notebook.reset()
        assert counts() == [[(1234,)], [(1234,)]]
        with pytest.raises(WorkbookError, match="whole number"):
            notebook.open("00-start-here", rows=0)
        assert notebook.tables.warehouse[0].rows.keywords == {"rows": 1234}
        notebook.open("00-start-here")
        assert notebook.tables is registry.load("00-start-here").notebook
    finally:
        notebook.close()


def test_making_three_times_as_many_rows_takes_no_more_memory(tmp_path):
    pytest.importorskip("resource", reason="no ru_maxrss on Windows")

    def peak(rows: int) -> int:
        code = [sys.executable, "-c", PEAK, str(tmp_path), str(rows)]
        return int(subprocess.run(code, capture_output=True, text=True, check=True).stdout)

    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KB elsewhere
    assert (peak(300_000) - peak(100_000)) * unit < 3_000_000  # the 200,000 more are 10 MB as a file
