"""The cluster: on loopback only, small, stopped without remains; and what is said where something is missing."""

import re
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from workbook import cli
from workbook.engines.spark import services, settings, submit
from workbook.engines.spark.process import Process
from workbook.errors import WorkbookError
from workbook.servers import java, processes

IDLE_MB = 1200  # of master and workers, together


def quiet(text: str) -> None:
    """Nobody reads what is reported."""


@pytest.fixture(scope="module")
def driver(cluster, tmp_path_factory):
    """A driver on the cluster, for all tests that leave it as it is."""
    folder = tmp_path_factory.mktemp("driver")
    with closing(Process(folder, services.address() or "", "test", further=services.login())) as process:
        yield process


def family() -> list[psutil.Process]:
    """Master, workers and their executors."""
    ours = [psutil.Process(pid) for _, _, _, pid in services.status() if pid is not None]
    return [*ours, *map(psutil.Process, services.executors())]


def test_it_is_up_and_small(cluster):
    names = ("master", "worker-1", "worker-2", "batches")
    assert [row[:2] for row in services.status()] == [(name, "up") for name in names]
    assert sum(each.memory_info().rss for each in family()) < IDLE_MB << 20


def test_all_of_it_is_on_loopback_only(driver):
    count = "print(spark.range(1000).groupBy((F.col('id') % 3).alias('k')).count().count())"
    assert driver.request({"cell": count}) == {"printed": "3\n", "plans": [], "error": ""}
    assert len(services.executors()) == 2
    listening = [
        each.laddr.ip.removeprefix("::ffff:")
        for one in {*family(), *psutil.Process().children(recursive=True)}
        if one.is_running() and one.name() == "java"
        for each in one.net_connections()
        if each.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 6
    assert set(listening) == {"127.0.0.1"}


def test_a_plan_that_ran_says_how_many_rows_each_step_gave(driver):
    """Also through adaptive execution, whose plan is another one after the run."""
    cell = "plan(spark.range(1000).groupBy((F.col('id') % 3).alias('k')).count(), analyze=True)"
    came = driver.request({"cell": cell})
    assert came["error"] == ""
    [step] = came["plans"]
    steps = [(step["name"], step["rows"])]
    while step["children"]:
        [step] = step["children"]
        steps.append((step["name"], step["rows"]))
    assert [name for name, _ in steps] == ["HashAggregate", "Exchange", "HashAggregate", "Project", "Range"]
    assert [rows for _, rows in steps] == [3, steps[1][1], steps[1][1], 1000, 1000]
    assert 3 <= steps[1][1] <= 3 * 4


def test_the_secret_is_its_owners_alone(cluster):
    for path in (services.folder() / "secret", services.folder() / settings.CONF):
        assert path.stat().st_mode & 0o077 == 0
    command_lines = " ".join(" ".join(each.cmdline()) for each in family())
    assert services.login()["spark.authenticate.secret"] not in command_lines


def test_an_executor_that_is_lost_costs_nothing_but_time(cluster, driver):
    assert (
        driver.request({"cell": "kept = spark.range(1000).repartition(4).cache()\nprint(kept.count())"})["printed"]
        == "1000\n"
    )
    before = services.executors()
    cluster.lose_an_executor()
    assert driver.request({"cell": "print(kept.count())"})["printed"] == "1000\n"
    assert len(services.executors()) == len(before) and services.executors() != before


def test_an_error_is_a_sentence_without_java(driver):
    for cell, words in (
        ("spark.sql('SELECT 1 / 0').collect()", r"ArithmeticException: \[DIVIDE_BY_ZERO\] Division by zero"),
        ("spark.table('nowhere')", r"AnalysisException: \[TABLE_OR_VIEW_NOT_FOUND\] .*`nowhere`"),
        ("spark.range(3).select(F.udf(lambda n: 1 // 0)('id')).collect()", "ZeroDivisionError: "),
        ("unknown", "NameError: name 'unknown' is not defined"),
        ("def f(:", r"SyntaxError: invalid syntax \(line 1\)"),
    ):
        came = driver.request({"cell": cell})
        assert re.match(words, came["error"]), came
        assert "\n" not in came["error"] and "org.apache" not in came["error"] and "SQLSTATE" not in came["error"]
        assert came["printed"] == ""


def test_an_application_has_an_exit_code(cluster, capfd, tmp_path):
    begin = "from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n"
    assert cluster.submit("good.py", begin + "print(spark.range(5).count(), spark.sparkContext.master[:5])") == 0
    assert capfd.readouterr().out == "5 spark\n"
    assert cluster.submit("bad.py", begin + "spark.sql(\"SELECT raise_error('no rows')\").collect()") == 1
    assert "[USER_RAISED_EXCEPTION] no rows" in capfd.readouterr().out
    with pytest.raises(WorkbookError, match="There is no file"):
        submit.command(tmp_path / "none.py")


def test_a_driver_that_dies_is_a_sentence_and_the_next_request_has_another(driver):
    assert driver.request({"cell": "x = 1"})["error"] == ""
    with pytest.raises(WorkbookError, match="Spark's process ended before it answered: "):
        driver.request({"cell": "import os\nos._exit(3)"})
    assert driver.request({"cell": "print(spark.range(2).count())"})["printed"] == "2\n"


def test_nothing_is_left_after_down(cluster, driver):
    assert driver.request({"cell": "print(spark.range(10).count())"})["printed"] == "10\n"
    before = family()
    assert len(before) == 6
    services.down(quiet)
    assert not [each for each in before if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert [row[1] for row in services.status()] == ["down"] * 4
    with pytest.raises(WorkbookError, match="Spark's cluster is not up: type `workbook spark up`"):
        submit.command(Path(__file__))


def test_a_worker_that_was_killed_is_down_and_up_starts_all_anew(cluster):
    services.up(quiet)
    pid = services.status()[1][3]
    assert pid
    processes.kill(pid)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=20)
    assert [row[1] for row in services.status()] == ["up", "down", "up", "up"]
    assert services.address() is None
    services.up(quiet)
    assert [row[1] for row in services.status()] == ["up"] * 4


def test_no_memory_is_one_sentence_and_nothing_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    monkeypatch.setattr(services, "DAEMON_MB", 1)
    with pytest.raises(WorkbookError, match=r"Spark's master ended as it started: .*\(log: ") as caught:
        services.up(quiet)
    assert "\n" not in str(caught.value)
    assert [row[1] for row in services.status()] == ["down"] * 4


def test_no_spark_and_no_java_are_a_sentence_each(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))

    def none(report):
        raise WorkbookError("No Java 17 or later on this machine.")

    monkeypatch.setattr(java, "find", none)
    with pytest.raises(WorkbookError, match=r"^No Java 17 or later on this machine\.$"):
        services.up(quiet)
    monkeypatch.setattr(settings, "ENVIRONMENT", tmp_path)
    with pytest.raises(WorkbookError, match="Spark is not installed here: type `make spark`"):
        services.up(quiet)


def test_the_clone_may_stand_where_a_path_has_spaces(tmp_path, monkeypatch):
    archive = tmp_path / "한 clone" / "classes.jsa"
    archive.parent.mkdir()
    archive.symlink_to(settings.ARCHIVE)
    monkeypatch.setattr(settings, "ARCHIVE", archive)
    with closing(Process(tmp_path / "driver", "local[2]", "test")) as process:
        assert process.request({"cell": "print(spark.range(2).count())"})["printed"] == "2\n"
    assert str(archive) in (tmp_path / "driver" / settings.CONF).read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [["start"], ["submit"], ["up", "now"]])
def test_the_command_says_which_words_it_takes(words, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    done = CliRunner().invoke(cli.app, ["spark", *words])
    assert isinstance(done.exception, WorkbookError)
    assert str(done.exception) == "workbook spark takes up, down, status, java, or submit and a Python file."


def test_the_commands_status_starts_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(cli.app, ["spark"])
    assert (done.exit_code, done.output.count("down")) == (0, 4)
    assert CliRunner().invoke(cli.app, ["spark", "down"]).output == ""
    assert not (tmp_path / "home").exists()
