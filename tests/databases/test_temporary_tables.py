"""Redshift's `#name`, a temporary table, on the warehouse's cursor."""

import psycopg2
import pytest
from psycopg2 import sql

from workbook.databases import owned
from workbook.databases.redshift_copy import temporary


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("CREATE TABLE #stage (LIKE nps)", 'CREATE TEMP TABLE "#stage" (LIKE nps)'),
        ("INSERT INTO #Stage SELECT * FROM #other", 'INSERT INTO "#stage" SELECT * FROM "#other"'),
        ("DELETE FROM t USING #s WHERE t.id = #s.id", 'DELETE FROM t USING "#s" WHERE t.id = "#s".id'),
        ("DROP TABLE IF EXISTS #stage", 'DROP TABLE IF EXISTS "#stage"'),
    ],
)
def test_a_table_whose_name_begins_with_a_hash(text, sent):
    assert temporary(text) == sent


@pytest.mark.parametrize(
    "text",
    ["SELECT 5 # 3", "SELECT a # b FROM t", "SELECT 'FROM #stage'", "SELECT 1 -- FROM #stage", "SELECT '{}' #> a"],
)
def test_an_operator_a_text_and_a_comment_stay(text):
    assert temporary(text) == text


def test_it_is_seen_by_its_session_alone(home):
    claimed = owned.OwnedDatabases("temporary")
    try:
        one, other = claimed.warehouse(), claimed.warehouse()
        with one.cursor() as cursor:
            cursor.execute("CREATE TABLE #stage (id INT, word TEXT)")
            cursor.executemany("INSERT INTO #stage VALUES (%s, %s)", [(1, "a # b"), (2, "#stage")])
            into = sql.SQL("INSERT INTO {} VALUES (%s, %s)").format(sql.SQL("#stage"))
            cursor.executemany(into, [(3, "composed")])
            cursor.executemany(b"INSERT INTO #stage VALUES (%s, %s)", [(4, "bytes")])
            cursor.execute("SELECT count(*) FROM #stage")
            assert cursor.fetchone() == (4,)
            cursor.execute("SELECT word FROM #stage WHERE id = %s", [2])
            assert cursor.fetchall() == [("#stage",)]
        with other.cursor() as cursor, pytest.raises(psycopg2.errors.UndefinedTable):
            cursor.execute("SELECT * FROM #stage")
        one.close()
        other.close()
    finally:
        claimed.close()
