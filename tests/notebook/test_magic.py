"""What a notebook sees, in a real IPython shell: SQL cells, their errors, limits, answers and checks."""

import time

import pytest
from IPython.utils.capture import capture_output

from workbook.databases.sql_session import SqlError
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.notebook import magic

RIGHT = "SELECT count(*) AS answers FROM nps"


@pytest.fixture
def sql(shell):
    """Runs a SQL cell, and gives what it showed: text, and tables as text."""

    def run(line, cell):
        with capture_output() as captured:
            shell.run_cell_magic("sql", line, cell)
        return captured.stdout + "\n".join(output.data["text/plain"] for output in captured.outputs)

    yield run
    with capture_output():
        for engine in ("warehouse", "source"):
            shell.run_cell_magic("sql", engine, "ROLLBACK")


def test_a_cell_shows_rows_on_each_server(sql):
    assert "150000" in sql("warehouse", "SELECT count(*) FROM nps")
    assert "150000" in sql("source", "SELECT count(*) FROM nps;")


def test_the_servers_own_words_are_shown_for_other_statements(sql):
    assert sql("warehouse", "CREATE TEMP TABLE w (a int); INSERT INTO w VALUES (1), (2), (3)").splitlines() == [
        "CREATE TABLE",
        "INSERT 0 3",
    ]
    assert sql("source", "CREATE TABLE s (a int); INSERT INTO s VALUES (1), (2); DROP TABLE s").splitlines() == [
        "CREATE TABLE",
        "INSERT 2",
        "DROP TABLE",
    ]


def test_warnings_are_shown(sql):
    assert "there is no transaction in progress" in sql("warehouse", "COMMIT")
    assert "Unknown table" in sql("source", "DROP TABLE IF EXISTS no_such_table")


def test_a_cell_without_an_engine_or_with_unknown_words_says_how_to_write_it(sql):
    with pytest.raises(WorkbookError, match="begins with %%sql warehouse"):
        sql("", "SELECT 1")
    with pytest.raises(WorkbookError, match="can't read 'warehose'"):
        sql("warehose", "SELECT 1")
    with pytest.raises(WorkbookError, match=r"There is no exercise 'frist-query'\. Did you mean: first-query"):
        sql("--answer frist-query", "SELECT 1")


def test_an_error_has_the_message_the_line_and_a_caret_and_the_cell_raises(sql):
    with pytest.raises(SqlError) as raised:
        sql("warehouse", "SELECT 1;\nSELECT nme\nFROM nps;")
    assert str(raised.value) == 'ERROR:  column "nme" does not exist\nline 2: SELECT nme\n               ^'
    with pytest.raises(SqlError) as raised:
        sql("source", "SELECT 1;\nSELECT 2 FORM nps;")
    assert "line 2: SELECT 2 FORM nps;\n                      ^" in str(raised.value)
    assert raised.value._render_traceback_() == [str(raised.value)]


def test_an_error_of_copy_names_the_line_of_the_file_and_the_column(shell, sql):
    shell.user_ns["connect"]("store").put_object(Bucket=shell.user_ns["bucket"], Key="bad.csv", Body="1\n2\nx3\n")
    shell.user_ns["address"] = f"s3://{shell.user_ns['bucket']}/bad.csv"
    sql("warehouse", "CREATE TEMP TABLE copied (number int)")
    with pytest.raises(SqlError) as raised:
        sql("warehouse", "COPY copied\nFROM :address CSV")
    assert str(raised.value).endswith('\nCONTEXT:  COPY copied, line 3, column number: "x3"')


def test_a_cell_stops_at_its_first_error(sql):
    with pytest.raises(SqlError):
        sql("warehouse", "CREATE TEMP TABLE before (); SELECT 1/0; CREATE TEMP TABLE after ()")
    assert (
        sql("warehouse", "SELECT to_regclass('before') IS NULL, to_regclass('after') IS NULL").count("true") == 1
    )


def test_a_transaction_lasts_from_cell_to_cell_and_is_said(sql):
    assert "A transaction is open" in sql("warehouse", "BEGIN; CREATE TABLE t (a int)")
    assert "A transaction is open" in sql("warehouse", "INSERT INTO t VALUES (1)")
    assert "open" not in sql("warehouse", "ROLLBACK")
    assert "NULL" in sql("warehouse", "SELECT to_regclass('t')")


def test_a_python_variable_is_bound_by_a_colon(shell, sql):
    shell.user_ns.update(low=9, word="it's 한글")
    assert sql("warehouse", "SELECT count(*) FROM nps WHERE score >= :low").split()[2].isdigit()
    for engine in ("warehouse", "source"):
        assert "it's 한글" in sql(engine, "SELECT :word AS w")
    shell.user_ns["thing"] = object()
    with pytest.raises(WorkbookError, match=":thing is a object, which can't be written into SQL"):
        sql("warehouse", "SELECT :thing")


def test_a_result_is_kept_as_a_frame(shell, sql):
    assert sql("warehouse kept <<", "SELECT 1 AS a, NULL AS b UNION ALL SELECT 2, 'x' ORDER BY a") == ""
    assert shell.user_ns["kept"].a.tolist() == [1, 2]
    with pytest.raises(WorkbookError, match="kept was not set"):
        sql("warehouse kept <<", "CREATE TEMP TABLE no_rows ()")


def test_a_million_rows_show_a_head_and_the_count(sql):
    shown = sql("warehouse", "SELECT n FROM generate_series(1, 1000000) n")
    assert "1,000,000 rows, the first 10 shown" in shown
    assert len(shown.splitlines()) == 13


def test_an_endless_query_stops_at_the_timeout(shell, sql, monkeypatch):
    notebook = shell.magics_manager.registry["WorkbookMagics"].kernel
    for engine, endless in (
        ("warehouse", "SET statement_timeout = 0; SELECT pg_sleep(600)"),
        ("source", "SELECT SLEEP(600)"),
    ):
        monkeypatch.setattr(notebook.session(engine), "seconds", 0.3)
        started = time.monotonic()
        with pytest.raises(WorkbookError, match=r"longer than 0\.3 seconds|not running any more"):
            sql(engine, endless)
        assert time.monotonic() - started < 10


def test_the_next_cell_after_a_stopped_one_works(sql):
    assert "1" in sql("warehouse", "SELECT 1 AS one")
    assert "1" in sql("source", "SELECT 1 AS one")


def test_an_answer_runs_on_tables_of_its_own(sql):
    assert "772" in sql("--answer first-query", RIGHT)
    sql("--answer first-query", "DELETE FROM nps; SELECT 0 AS answers")
    assert "150000" in sql("warehouse", "SELECT count(*) FROM nps")
    assert "772" in sql("--answer first-query", RIGHT)


def test_a_check_needs_an_answer_and_says_what_is_wrong(shell, sql):
    check = shell.user_ns["check"]
    notebook = shell.magics_manager.registry["WorkbookMagics"].kernel
    notebook.answers.clear()
    with pytest.raises(magic.AnswerRefused, match="Run the cell that begins with %%sql --answer first-query"):
        check("first-query")
    assert "No answer yet" in sql("--answer first-query", "-- YOUR ANSWER HERE")
    with capture_output() as captured, pytest.raises(magic.AnswerRefused, match="Change your answer"):
        check("first-query")
    assert "no SQL in the answer" in captured.outputs[0].data["text/plain"]
    sql("--answer first-query", RIGHT + ";\r\n")
    with capture_output() as captured:
        check("first-query")
    assert captured.outputs[0].data["text/plain"].startswith("✓ first-query: passed")
    assert captured.stderr == ""


def test_an_answer_that_stops_with_an_error_is_refused_by_the_check_too(shell, sql):
    with pytest.raises(SqlError):
        sql("--answer first-query", "SELECT count(*) AS answers FROM np")
    with capture_output() as captured, pytest.raises(magic.AnswerRefused):
        shell.user_ns["check"]("first-query")
    assert 'relation "np" does not exist' in captured.outputs[0].data["text/plain"]


def test_progress_keeps_what_has_passed(shell):
    shown = repr(shell.user_ns["progress"]("00-start-here"))
    assert "✓ passed" in shown
    assert "1 of 1 passed" in shown


def test_hints_come_one_by_one_and_end_with_the_third(shell):
    found = registry.find("first-query")[1]
    with capture_output() as captured:
        for _ in range(4):
            shell.user_ns["hint"]("first-query")
    numbers = [line.split(":")[0] for line in captured.stdout.splitlines()]
    assert numbers == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"]
    assert found.hints[2] in captured.stdout


def test_reset_brings_the_tables_back(shell, sql):
    sql("warehouse", "BEGIN; DROP TABLE nps; CREATE SCHEMA mine; COMMIT")
    sql("source", "DELETE FROM nps WHERE id > 10")
    with capture_output():
        shell.user_ns["reset"]()
    assert "150000" in sql("warehouse", "SELECT count(*) FROM nps")
    assert "150000" in sql("source", "SELECT count(*) FROM nps")
    assert "0 rows" in sql("warehouse", "SELECT 1 FROM pg_namespace WHERE nspname = 'mine'")


def test_python_cells_have_the_connections_of_the_sql_cells(shell, sql):
    sql("warehouse", "CREATE TEMP TABLE shared AS SELECT 42 AS a")
    with shell.user_ns["warehouse"].cursor() as cursor:
        cursor.execute("SELECT a FROM shared")
        assert cursor.fetchone() == (42,)
    further = shell.user_ns["connect"]("warehouse")
    assert further.autocommit is False
    further.close()
    with pytest.raises(WorkbookError, match='takes "warehouse", "source" or "store"'):
        shell.user_ns["connect"]("mysql")


def test_an_unknown_lesson_is_named(shell):
    with pytest.raises(WorkbookError, match="There is no lesson '99-nothing'"):
        shell.user_ns["lesson"]("99-nothing")
