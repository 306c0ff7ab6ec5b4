"""A server killed between two cells: the next cell says so, and `%workbook up` brings it back with the data."""

import psutil
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from workbook import servers
from workbook.databases.sql_session import ServerGone
from workbook.notebook import magic, progress


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A notebook on servers of its own, which may be killed."""
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "집 home"))
    monkeypatch.setenv("WORKBOOK_MY", str(tmp_path / "my"))
    shell = InteractiveShell.instance()
    with capture_output():
        shell.run_line_magic("load_ext", "workbook")
        shell.user_ns["lesson"]("04-keeping-the-latest")
    yield shell
    magic.unload(shell)
    InteractiveShell.clear_instance()
    servers.remove(lambda text: None)


@pytest.mark.parametrize("engine, number", [("warehouse", 0), ("source", 1)])
def test_a_killed_server_is_named_and_comes_back_with_its_data(shell, engine, number):
    def sql(cell):
        with capture_output() as captured:
            shell.run_cell_magic("sql", engine, cell)
        return captured.stdout + "".join(output.data["text/plain"] for output in captured.outputs)

    sql("CREATE TABLE kept (a INT); INSERT INTO kept VALUES (41)")
    victim = psutil.Process(servers.status()[number].pid)
    backends = victim.children(recursive=True)
    victim.kill()
    psutil.wait_procs([victim, *backends], 10)  # PostgreSQL's backends notice their parent's death by themselves
    with pytest.raises(ServerGone, match="is not running any more: type %workbook up"):
        sql("SELECT a + 1 AS answer FROM kept")
    with capture_output():
        shell.run_line_magic("workbook", "up")
    assert "42" in sql("SELECT a + 1 AS answer FROM kept")
    with capture_output() as captured:
        shell.run_line_magic("workbook", "status")
    assert captured.stdout.count(" up ") == 3


def test_a_check_names_a_killed_server_and_runs_after_it_came_back(shell):
    right = "SELECT DISTINCT ON (date) * FROM temp_weather ORDER BY date, created_date DESC"
    with capture_output():
        shell.run_cell_magic("sql", "--answer latest-per-day", right)
        shell.user_ns["check"]("latest-per-day")
    servers.down(lambda text: None)
    before = progress.read()
    with pytest.raises(ServerGone, match="is not running any more"):
        shell.user_ns["check"]("latest-per-day")
    assert progress.read() == before  # no try is counted
    with capture_output() as captured:
        shell.run_line_magic("workbook", "up")
        shell.user_ns["check"]("latest-per-day")
    assert any("latest-per-day: passed" in output.data["text/plain"] for output in captured.outputs)
