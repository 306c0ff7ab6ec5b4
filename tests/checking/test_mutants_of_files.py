"""Mutation testing: the operators on functions for Spark, files of dbt, and YAML."""

import pytest

from workbook.checking.mutants import dbt_mutants, word_operators, yaml_mutants
from workbook.checking.mutants.python_mutants import of_text
from workbook.checking.mutants.sql_tree import Where

HERE = Where("warehouse", {"readings": {"sensor": "TEXT NOT NULL", "at": "TIMESTAMP NOT NULL", "value": "REAL"}})


def of_files(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mutant in dbt_mutants.of_text(text, "models/hot.sql", HERE):
        found.setdefault(mutant.operator, []).append(" ".join(mutant.text.split()))
    return found


def test_dbt_the_sql_around_its_jinja_and_its_config():
    found = of_files("{{ config(materialized='table') }} select * from {{ ref('readings') }} where value < 3\n")
    head = "-- file: models/hot.sql {{ config(materialized='table') }}"
    assert f"{head}SELECT * FROM {{{{ ref('readings') }}}} WHERE value <= 3" in found["comparison"]
    assert f"{head} select * from analytics.readings where value < 3" in found["name written down"]
    assert any("config(materialized='view')" in text for text in found["text"])
    assert any("{{ config() }}" in text for text in found["call"])


def test_dbt_a_part_that_is_there_under_a_condition():
    text = "select * from {{ ref('a') }}{% if is_incremental() %} where value < 3{% endif %}"
    found = of_files(text)
    whole, without = "SELECT * FROM {{ ref('a') }} WHERE value <= 3", "select * from {{ ref('a') }}"
    made = f"{{% if is_incremental() %}} {whole} {{% else %}} {without} {{% endif %}}"
    assert f"-- file: models/hot.sql {made}" in found["comparison"]
    assert any("{% if not is_incremental() %}" in each for each in found["condition"])


def test_dbt_a_file_of_several_gone_and_files_in_another_order():
    text = "-- file: models/a.sql\nselect 1\n-- file: models/b.yml\nmodels: [{name: a}]\n"
    assert of_files(text)["file dropped"][0] == "-- file: models/b.yml models: [{name: a}]"
    turned = next(dbt_mutants.rewritings_of(text, "")).text
    assert turned.index("models/b.yml") < turned.index("models/a.sql")


def test_yaml():
    text = "spec: {restartPolicy: Never, limits: {cpu: 2}, ready: true, where: value < 3}"
    found = {mutant.text for mutant in yaml_mutants.of_text(text, HERE)}
    plain = "spec:\n  restartPolicy: Never\n  limits:\n    cpu: 2\n  ready: true\n  where: value < 3\n"
    for was, now in (
        ("  restartPolicy: Never\n", ""), ("Never", "Always"), ("cpu: 2", "cpu: 3"), ("true", "false"),
        ("value < 3", "value <= 3"),
    ):  # fmt: skip
        assert plain.replace(was, now) in found
    assert next(yaml_mutants.rewritings_of(text)).text == plain


def in_a_dag(*lines: str) -> str:
    return "".join(mutant.change for mutant in of_text("\n".join(lines), (HERE,), ""))


def test_a_dag_file_has_no_mutants_of_what_is_replaced_or_never_called():
    given = ("@task", "def count():", "    return 1", "def counted():", "    return count()")
    assert "1" in in_a_dag(*given, "counted()")
    assert "1" not in in_a_dag(*given, "def counted():", "    return None", "counted()")
    assert "1" in in_a_dag(*given, "counted()", "def counted():", "    return None", "counted()")
    assert "1" in in_a_dag("@asset(schedule=None)", "def count():", "    return 1")
    assert "1" in in_a_dag("def test_a_day():", "    assert count() == 1")


def test_a_dag_file_has_no_mutants_of_a_text_that_is_replaced():
    assert "31" not in in_a_dag("DAY = 30", "DAY = 60", "print(DAY)")
    assert "31" in in_a_dag("DAY = 30", "DAY = DAY + 60", "print(DAY)")
    assert "31" in in_a_dag("DAY = 30", "def day():", "    return DAY", "print(day())", "DAY = 60")


def test_a_dag_file_has_no_mutants_of_the_order_in_which_tasks_are_made():
    def swaps(other: str) -> int:
        text = (
            f"with DAG('d'):\n    a = BashOperator(task_id='a')\n    b = FileSensor(task_id={other})\n    a >> b\n"
        )
        return sum(mutant.operator == "statements swapped" for mutant in of_text(text, (HERE,), ""))

    assert (swaps("'b'"), swaps("a.name")) == (1, 2)  # of `a >> b` with what is before it


def test_a_dag_file_has_no_mutants_of_its_first_day():
    found = in_a_dag("START = dt.datetime(2025, 1, 1)", "DAG('a', start_date=START, schedule=7)")
    assert "schedule" in found and "2025" not in found and "[-START" not in found


FOR_SPARK = """
def latest(df):
    newest = Window.partitionBy("sensor").orderBy(F.desc("at"), F.desc("value"))
    return df.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n")
"""


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("row_number", "rank"), ("F.desc('at')", "F.asc('at')"), (".where('n = 1')", ""), ("n = 1", "n >= 1"),
        ("'at'", "'value'"), ("F.desc('at'), ", ""), (".partitionBy('sensor')", ""),
    ],
)  # fmt: skip
def test_words_columns_and_links_of_a_function_for_spark(was, now):
    plain = FOR_SPARK.strip().replace('"', "'")
    assert was in plain
    further = word_operators.of_columns(HERE.columns)
    found = {mutant.text.strip() for mutant in of_text(FOR_SPARK, (HERE,), "latest", further=further)}
    assert plain.replace(was, now) in found
