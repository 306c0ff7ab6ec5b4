"""The settings that stand before a command. No Airflow is needed here."""

from workbook.engines.airflow import settings


def test_settings_before_a_command_are_its_own_and_words_after_it_are_not():
    words = ["AIRFLOW__CORE__PARALLELISM=8", "AIRFLOW__API__PORT=1=2", "variables", "set", "x", "AIRFLOW__A__B=c"]
    given, rest = settings.of_a_command(words)
    assert given == {"AIRFLOW__CORE__PARALLELISM": "8", "AIRFLOW__API__PORT": "1=2"}
    assert rest == ["variables", "set", "x", "AIRFLOW__A__B=c"]
    assert settings.of_a_command([]) == ({}, [])
