"""Plans: PostgreSQL's JSON as a tree, MySQL's table, what plan() and --explain show, and the rule "plan".

Over 300 lines: plans of both engines as tree, text and picture, on the same tables.
"""

import pytest
from IPython.utils.capture import capture_output

from workbook import checking, plans
from workbook.databases import owned
from workbook.databases.sql_session import Session, SqlError
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.plans import figure, postgres
from workbook.plans.tree import Node, Plan, plain

ROWS = 20_000


@pytest.fixture(scope="module")
def own(home):
    found = owned.OwnedDatabases("test_plans")
    yield found
    found.close()


@pytest.fixture(scope="module")
def warehouse(own):
    session = Session("warehouse", own.warehouse())
    with session.connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS t, u; CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, at TIMESTAMP);"
            "INSERT INTO t SELECT n, n % 100, n % 100, TIMESTAMP '2025-01-01' + n * INTERVAL '1 minute'"
            f" FROM generate_series(1, {ROWS}) n;"
            "CREATE INDEX t_at ON t (at); CREATE TABLE u AS SELECT n AS a FROM generate_series(0, 9) n; ANALYZE"
        )
    yield session
    session.close()


@pytest.fixture(scope="module")
def source(own):
    session = Session("source", own.source())
    list(
        session.run(
            "DROP TABLE IF EXISTS t; CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b INT, INDEX t_a (a));"
            f"INSERT INTO t VALUES {', '.join(f'({n}, {n % 100}, {n})' for n in range(1, 1001))}"
        )
    )
    yield session
    session.close()


def rows_in(session) -> int:
    (result,) = session.run("SELECT count(*) FROM t")
    return result.rows[0][0]


def test_a_scan_knows_what_it_read_and_what_passed(warehouse):
    root = plans.explain(warehouse, "SELECT * FROM t WHERE a = 7;").root
    assert (root.kind, root.table, root.read, root.actual) == ("Seq Scan", "t", ROWS, ROWS // 100)
    assert root.milliseconds > 0
    assert root.factor == pytest.approx(1, rel=0.2)


def test_an_index_is_named_with_its_condition(warehouse):
    root = plans.explain(warehouse, "SELECT * FROM t WHERE at < '2025-01-01 00:10'").root
    assert (root.kind, root.index, root.read, root.actual) == ("Index Scan", "t_at", 9, 9)
    assert "at <" in dict(root.conditions)["Index Cond"]


def test_rows_of_many_runs_are_counted_together(warehouse):
    text = "SELECT (SELECT count(*) FROM t WHERE t.id = u.a + 5) FROM u"
    scan = plans.explain(warehouse, text).nodes("Index")[0]
    assert (scan.runs, scan.actual) == (10, 10)
    assert "(run 10 times)" in str(plans.explain(warehouse, text))


def test_a_wrong_estimate_has_its_size_and_its_direction(warehouse):
    more = plans.explain(warehouse, "SELECT * FROM t WHERE a = 7 AND b = 7").root
    assert more.estimated == 2 and more.actual == 200
    assert more.off_by == "▲ 100×"
    fewer = plans.explain(warehouse, "SELECT * FROM t WHERE a = 7 AND b = 8").root
    assert fewer.off_by == "" and fewer.actual == 0, "2 expected and none come: too little to call it wrong"
    cast = plans.explain(warehouse, "SELECT * FROM t WHERE at::date = '2001-01-01'").root
    assert cast.off_by == "▼ 100×"


def test_a_limit_that_had_enough_makes_no_estimate_wrong(warehouse):
    limited = plans.explain(warehouse, "SELECT * FROM t LIMIT 5")
    assert [node.off_by for node in limited.root.walk()] == ["", ""]
    sorted_first = plans.explain(warehouse, "SELECT * FROM t WHERE a = 7 AND b = 7 ORDER BY id + a LIMIT 5")
    assert sorted_first.nodes("Seq Scan")[0].off_by == "▲ 100×", "a sort reads all, whatever the LIMIT above it"


def test_a_join_that_needs_no_more_rows_makes_no_estimate_wrong(warehouse):
    text = "SELECT * FROM u WHERE EXISTS (SELECT FROM t WHERE t.b = u.a AND t.a = u.a)"
    list(warehouse.run("SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_hashagg = off"))
    plan = plans.explain(warehouse, text)
    list(warehouse.run("RESET ALL"))
    semi = plan.nodes("Nested Loop Semi")
    assert semi and semi[0].children[1].stopped and not semi[0].children[0].stopped


def test_the_text_has_no_times_no_costs_and_is_the_same_again(warehouse):
    text = "SELECT a, count(*) FROM t JOIN u USING (a) GROUP BY a ORDER BY a"
    first, second = plans.explain(warehouse, text), plans.explain(warehouse, text)
    assert str(first) == str(second)
    assert "cost" not in str(first) and " ms" not in str(first)
    assert f"{ROWS:,}" in str(first)


def test_without_analyze_nothing_runs(warehouse):
    plan = plans.explain(warehouse, "SELECT pg_sleep(600) FROM t", analyze=False)
    assert plan.root.actual is None and plan.milliseconds == 0
    assert str(plan).splitlines()[0].split() == ["estimated", "plan"]


def test_what_it_changes_is_undone_and_it_says_so(warehouse):
    plan = plans.explain(warehouse, "DELETE FROM t WHERE a = 7")
    assert plan.root.kind == "Delete" and plan.undone
    assert "nothing is changed" in str(plan)
    assert rows_in(warehouse) == ROWS
    assert not warehouse.in_transaction()
    hidden = plans.explain(warehouse, "WITH gone AS (DELETE FROM t RETURNING *) SELECT count(*) FROM gone")
    assert hidden.undone and rows_in(warehouse) == ROWS


def test_an_open_transaction_goes_on_with_what_it_did(warehouse):
    list(warehouse.run("BEGIN; DELETE FROM t WHERE a = 1"))
    plans.explain(warehouse, "DELETE FROM t")
    assert rows_in(warehouse) == ROWS - ROWS // 100
    with pytest.raises(SqlError):
        plans.explain(warehouse, "SELECT 1 / (a - a) FROM t")
    assert rows_in(warehouse) == ROWS - ROWS // 100, "an error in the plan leaves the transaction as it was"
    list(warehouse.run("ROLLBACK"))
    assert rows_in(warehouse) == ROWS


def test_in_a_failed_transaction_the_error_shows_the_learners_statement(warehouse):
    with pytest.raises(SqlError):
        list(warehouse.run("BEGIN; SELECT nme FROM t"))
    with pytest.raises(SqlError, match=r"current transaction is aborted[^\n]*\nline 2: SELECT 1 AS one"):
        plans.explain(warehouse, "\nSELECT 1 AS one")
    assert warehouse.in_transaction()
    list(warehouse.run("ROLLBACK"))


def test_an_error_has_its_place_in_the_learners_text(warehouse):
    with pytest.raises(SqlError) as raised:
        plans.explain(warehouse, "SELECT id,\n  nme\nFROM t")
    assert str(raised.value).splitlines() == [
        'ERROR:  column "nme" does not exist',
        "line 2:   nme",
        "          ^",
    ]
    assert not warehouse.in_transaction()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is none"),
        ("SELECT 1; SELECT 2", "there are 2"),
        ("EXPLAIN SELECT 1", "Leave out EXPLAIN"),
        ("CREATE INDEX ON t (a)", "not of CREATE"),
        ("COMMIT", "not of COMMIT"),
    ],
)
def test_what_has_no_plan_is_refused(warehouse, text, says):
    with pytest.raises(WorkbookError, match=says):
        plans.explain(warehouse, text)
    assert rows_in(warehouse) == ROWS


def test_a_cte_is_counted_once_in_the_times():
    cte = {"Node Type": "Seq Scan", "Relation Name": "t", "Plan Rows": 1, "Actual Rows": 1.0, "Actual Loops": 1}
    cte |= {"Parent Relationship": "InitPlan", "Subplan Name": "CTE x", "Actual Total Time": 90.0}
    scan = {"Node Type": "CTE Scan", "CTE Name": "x", "Alias": "x", "Plan Rows": 1, "Actual Rows": 1.0}
    scan |= {"Actual Loops": 1, "Actual Total Time": 95.0, "Parent Relationship": "Outer"}
    top = {"Node Type": "Sort", "Plan Rows": 1, "Actual Rows": 1.0, "Actual Loops": 1, "Actual Total Time": 100.0}
    found = postgres.tree({**top, "Plans": [cte, scan]})
    assert [node.milliseconds for node in found.walk()] == [5.0, 90.0, 5.0]
    assert found.children[0].role == "CTE x"


def test_mysql_says_how_each_table_is_read(source):
    whole = plans.explain(source, "SELECT * FROM t WHERE b + 1 = 7")
    assert (whole.root.kind, whole.root.index) == ("ALL", "")
    some = plans.explain(source, "SELECT * FROM t WHERE a > 5 AND a < 7")
    assert (some.root.kind, some.root.index) == ("range", "t_a")
    assert str(some).splitlines()[2].split() == ["t", "range", "t_a", "Index", "range"]
    joined = plans.explain(source, "SELECT o.b FROM t AS o JOIN t AS i ON i.id = o.b WHERE o.a = 5")
    assert [step.kind for step in joined.root.children] == ["ref", "eq_ref"]
    with pytest.raises(SqlError, match="line 1: SELECT 2 FORM t"):
        plans.explain(source, "SELECT 2 FORM t")


def test_mysql_runs_nothing(source):
    assert plans.explain(source, "DELETE FROM t WHERE a = 5").root.table == "t"
    assert rows_in(source) == 1000


@pytest.mark.parametrize(
    ("condition", "plainer"),
    [
        ("((at)::date = '2025-06-01'::date)", "(at)::date = '2025-06-01'"),
        ("(at >= '2025-06-01 00:00:00'::timestamp without time zone)", "at >= '2025-06-01'"),
        ("((a = 1) AND (b = 2))", "(a = 1) AND (b = 2)"),
        ("deleted", "deleted"),
        ("(name = 'it''s'::text)", "name = 'it''s'"),
        ("(a = ANY ('{1,2}'::integer[]))", "a = ANY ('{1,2}')"),
    ],
)
def test_conditions_are_shortened_for_the_picture(condition, plainer):
    assert plain(condition) == plainer


def words_of(figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def inside(figure) -> bool:
    """Whether all words lie on the picture."""
    figure.draw_without_rendering()
    edge = figure.bbox
    boxes = [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]
    return all(box.x0 >= 0 and box.x1 <= edge.x1 and box.y0 >= 0 and box.y1 <= edge.y1 for box in boxes)


def test_the_picture_says_in_words_what_it_shows_in_colours(warehouse):
    drawn = figure.draw([("", plans.explain(warehouse, "SELECT * FROM t WHERE a = 7 AND b = 7"))])
    words = words_of(drawn)
    assert {"Seq Scan", "table t", f"{ROWS:,} rows read", "200 rows", "▲ 100× more than 2"} <= set(words)
    assert "(a = 7) AND (b = 7)" in words
    assert any(word.endswith("of time") for word in words)


def test_all_words_are_on_the_picture_of_any_plan(warehouse, source):
    texts = (
        "SELECT * FROM t WHERE a = 7 AND b = 7",
        "SELECT * FROM t AS x JOIN t AS y USING (id) JOIN u ON u.a = x.a WHERE x.a + x.b = 7 ORDER BY 1 + y.b",
        "WITH x AS MATERIALIZED (SELECT a FROM t) SELECT * FROM x WHERE a > (SELECT min(a) FROM x)",
        "SELECT * FROM t WHERE id < 10 OR at < '2025-01-01 00:05'",
        "SELECT 1",
        "SELECT * FROM t WHERE false",
        "SELECT * FROM u JOIN t USING (a) WHERE u.a = 77",
        "INSERT INTO t SELECT n, 1, 1, now() FROM generate_series(30000, 30010) AS n",
    )
    for text in texts:
        for analyze in (True, False):
            assert inside(figure.draw([("", plans.explain(warehouse, text, analyze))])), text
    two = [("before", plans.explain(warehouse, texts[1])), ("after", plans.explain(warehouse, texts[0]))]
    assert inside(figure.draw(two))
    large = Node("Seq Scan", "t", estimated=12_345_678_901, actual=4_321_098_765, read=98_765_432_109)
    wrong = Node("Seq Scan", "t", estimated=9_999_999, actual=1, read=9_999_999)
    joined = Node("Hash Join", estimated=1, actual=9_999_999, children=(large, wrong, large))
    assert inside(figure.draw([("", Plan("warehouse", joined, analyzed=True))] * 2))
    assert inside(figure.draw([("", plans.explain(source, "SELECT 1"))]))
    assert inside(figure.draw([("", plans.explain(source, "SELECT * FROM t AS o JOIN t AS i ON i.id = o.b"))]))


def test_widths_grow_with_the_rows_and_mean_the_same_in_both_plans():
    def plan(rows):
        return Plan("warehouse", Node("Seq Scan", "t", estimated=rows, actual=rows, read=rows), analyzed=True)

    drawn = figure.draw([("before", plan(40_000)), ("after", plan(400))])
    streams = [patch for patch in drawn.axes[0].patches if patch.get_linewidth() == 0.5]
    widths = sorted(round(patch.get_extents().width, 3) for patch in streams)
    assert widths[-1] == pytest.approx(10 * widths[0], rel=0.1)


# --- in a notebook


def shown(shell, run) -> str:
    """What `run` prints; the picture must be there and be a small PNG."""
    with capture_output() as captured:
        run()
    (picture,) = captured.outputs
    assert picture.data["image/png"].startswith(b"\x89PNG")
    assert len(picture.data["image/png"]) < 40_000
    return captured.stdout


def test_a_cell_with_explain_shows_the_plan_and_no_rows(shell):
    shell.user_ns["lowest"] = 9
    text = shown(
        shell, lambda: shell.run_cell_magic("sql", "warehouse --explain", "SELECT * FROM nps WHERE id = :lowest;")
    )
    assert "Index Scan using nps_pkey on nps" in text and "Index Cond: (id = 9)" in text
    text = shown(
        shell, lambda: shell.run_cell_magic("sql", "source --explain", "SELECT * FROM nps WHERE score + 0 = 3")
    )
    assert "nps    ALL" in text


def test_the_servers_own_explain_is_shown_line_by_line(shell):
    with capture_output() as captured:
        shell.run_cell_magic("sql", "warehouse", "EXPLAIN (COSTS OFF) SELECT count(*) FROM nps")
    assert captured.stdout == "Aggregate\n  ->  Seq Scan on nps\n\n" and not captured.outputs
    with capture_output() as captured:
        shell.run_cell_magic("sql", "warehouse", "EXPLAIN (FORMAT JSON) SELECT count(*) FROM nps")
    assert "QUERY PLAN" in captured.outputs[0].data["text/plain"]
    many = " UNION ALL ".join(["SELECT id FROM nps"] * 60)
    with capture_output() as captured:
        shell.run_cell_magic("sql", "warehouse", f"EXPLAIN (COSTS OFF) {many}")
    assert "… and 20 more lines" in captured.stdout


def test_explain_does_not_go_with_an_answer_or_a_name(shell):
    for line in ("warehouse --explain rows <<", "--answer first-query --explain", "--explain"):
        with pytest.raises(WorkbookError, match="--explain shows the plan"):
            shell.run_cell_magic("sql", line, "SELECT 1")


def test_plan_keeps_an_earlier_plan_to_be_shown_beside_a_later_one(shell):
    plan = shell.user_ns["plan"]
    before = plan("SELECT max(score) FROM nps")
    text = shown(shell, plan(before, "SELECT max(id) FROM nps")._ipython_display_)
    first, second = text.split("\n\n")
    assert first.startswith("before\n") and "Seq Scan on nps" in first
    assert second.startswith("after\n") and "Index Only Scan Backward using nps_pkey on nps" in second


def test_plan_says_what_it_takes(shell):
    for wrong in ({"sql": 7}, {"sql": "SELECT 1", "engine": "mysql"}, {"sql": "SELECT 1", "after": 3}):
        with pytest.raises(WorkbookError, match=r"plan\(\) takes SQL"):
            shell.user_ns["plan"](**wrong)


# --- the rule


def verdict(exercise: str, answer: str, context) -> str:
    return str(checking.check(registry.find(exercise)[1], answer, context))


def test_the_evidence_of_a_wrong_plan_is_the_plan(home, context):
    told = verdict("sargable", "SELECT * FROM nps WHERE modified::date = '2025-06-01'", context)
    assert "✗ plan: the plan reads the whole table nps" in told
    assert "Seq Scan on nps" in told
    assert "✓ rows" in told


def test_a_setting_of_the_answer_does_not_reach_the_rule(home, context):
    told = verdict("index-for-latest", "SET enable_sort = off; SET enable_seqscan = off", context)
    assert "still has a step Sort" in told


def test_the_factor_that_an_estimate_is_off_by_is_told(home, context):
    told = verdict("better-estimate", "ANALYZE flights", context)
    assert "off by a factor of 2" in told and "rows, and" in told


def test_an_estimate_counts_the_runs_that_were_expected(warehouse):
    """The planner expects 2 rows of `a` and `b`, and so 2 runs of the scan below; 200 come."""
    list(warehouse.run("SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off"))
    plan = plans.explain(warehouse, "SELECT * FROM t JOIN u ON u.a <> t.id WHERE t.a = 7 AND t.b = 7")
    list(warehouse.run("RESET ALL"))
    (inner,) = [node for node in plan.root.walk() if node.table == "u"]
    assert (inner.runs, inner.estimated, inner.actual) == (200, 20, 2000)
    assert inner.off_by == "▲ 100×"
