"""Plans that Spark has run, as trees."""

from workbook.plans import figure, spark

SCAN = {"name": "Scan csv", "text": "FileScan csv [score]", "table": "nps", "rows": 150_000, "children": []}
COUNTS = {
    "name": "HashAggregate",
    "text": "HashAggregate(keys=[score], functions=[partial_count(1)])",
    "table": "",
    "rows": None,
    "children": [SCAN],
}


def test_text_of_a_plan_says_the_rows_of_each_step():
    assert str(spark.plan(COUNTS)).splitlines() == [
        "   rows  plan",
        "-------  ----",
        "      -  HashAggregate(keys=[score], functions=[partial_count(1)])",
        "150,000  └─ FileScan csv [score]",
    ]


def test_picture_has_the_words_of_a_step_and_the_table_below():
    words = [text.get_text() for text in figure.draw([("", spark.plan(COUNTS))]).axes[0].texts]
    assert "table nps" in words
    assert "150,000 rows read" in words
    assert any("keys=[score]" in each for each in words)
