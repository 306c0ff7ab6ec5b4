"""For every test and notebook that pytest runs."""

import tempfile

import pytest

FOLDERS = pytest.StashKey[dict]()
# Modules and notebooks that take longest, in this order, come first: one that comes last has a worker to itself.
LONGEST = (
    "lessons/test_answers.py", "engines/airflow/test_scheduler.py", "grading/test_grade.py",
    "checking/test_mutants.py", "grading/test_class_of_thirty.py", "grading/test_hostile_class.py",
    "grading/test_cells_in_grading.py", "build/test_nbgrader.py", "engines/airflow/test_bad_runs.py",
    "grading/test_sandbox_answers.py", "engines/airflow/test_dag_answers.py", "lessons/test_full_refresh.py",
    "14-airflow-backfill.ipynb", "15-airflow-today.ipynb", "engines/dbt/test_dbt.py", "16-dbt-lineage.ipynb",
    "engines/spark/test_cluster.py", "engines/spark/test_answers_for_spark.py", "17-on-spark.ipynb",
)  # fmt: skip


def pytest_configure(config):
    config.addinivalue_line("markers", "whole: not in `make test`, where a sample of them runs")
    config.addinivalue_line("markers", "servers: needs servers, shared ones or its own; not in `make quick`")
    config.addinivalue_line("markers", "slow: builds, runs notebooks, makes environments; not in `make quick`")


def pytest_collection_modifyitems(items):
    """Put what takes long first; the rest stays in its order."""

    def place(item):
        path = item.path.as_posix()
        return next((n for n, name in enumerate(LONGEST) if path.endswith(name)), len(LONGEST))

    items.sort(key=place)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    """Start each notebook's kernel with a my/ of its own, as the build does: progress shows in outputs."""
    if item.path.suffix != ".ipynb":
        return (yield)
    folders = item.session.stash.setdefault(FOLDERS, {})
    if item.path not in folders:
        folders[item.path] = tempfile.TemporaryDirectory()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WORKBOOK_MY", folders[item.path].name)
        return (yield)
