"""No solution and no answer is in what a class gets, but for what the lessons' texts show on purpose."""

import base64
import json
import lzma
import zipfile

import pytest

from tests.build.course_folder import solutions
from tests.build.secret_search import leaks, secrets
from workbook import paths
from workbook.exercises import registry

CHOSEN = ("03-copying-a-table", "04-keeping-the-latest")  # the package's
RELEASE = "exercises/04-keeping-the-latest/keeping-the-latest.ipynb"

# Wrong answers of one short statement, which stands in many texts, such as DELETE FROM nps.
ONE_STATEMENT = {
    "00-start-here/answers/wrong-first-query-deletes.sql",
    "00-start-here/answers/wrong-first-query-no-name.sql",
    "04-keeping-the-latest/answers/wrong-delete-older-gone.sql",
    "04-keeping-the-latest/answers/wrong-latest-per-day-every-row.sql",
    "04-keeping-the-latest/answers/wrong-latest-with-nulls-every-row.sql",
    "06-reading-plans/answers/wrong-better-estimate-analyze-only.sql",
    "08-incremental/answers/wrong-apply-changes-nothing.sql",
    "08-incremental/answers/wrong-current-answers-all.sql",
}
DAILY = {"lines of 12-airflow-dags, solution 3", "lines of 14-airflow-backfill, solution 5"}
# What a lesson's text shows on purpose, by the file that shows it.
SHOWN = {
    # As what a wrong answer looks like.
    "notebooks/00-start-here.ipynb": {"00-start-here/answers/wrong-first-query-max-id.sql"},
    # The load without a transaction, which the exercise asks to fix.
    "notebooks/02-transactions.ipynb": {
        "lines of 02-transactions, solution 2",
        "lines of 02-transactions, solution 3",
        "lines of 02-transactions, solution 4",
    },
    # The code to repair, of which most lines are right.
    "exercises/02-transactions/transactions.ipynb": {
        "lines of 02-transactions, solution 4",
    },
    # The walk-through's own statements, right and wrong, one of which the exercise then asks for.
    "notebooks/03-copying-a-table.ipynb": {
        "03-copying-a-table, solution 2",
        "lines of 03-copying-a-table, solution 2",
        "03-copying-a-table/answers/right-stage-with-defaults-like.sql",
        "03-copying-a-table/answers/wrong-own-identity-including-all.sql",
        "03-copying-a-table/answers/wrong-stage-with-defaults-ctas.sql",
        "03-copying-a-table/answers/wrong-stage-with-defaults-no-rows.sql",
        "04-keeping-the-latest, solution 1",
        "lines of 04-keeping-the-latest, solution 1",
        "04-keeping-the-latest/answers/right-latest-per-day-row-number.sql",
        "05-weather-forecast, solution 1",
        "05-weather-forecast/answers/right-append-forecast-columns-named.sql",
        "lines of 05-weather-forecast, solution 2",
    },
    "notebooks/04-keeping-the-latest.ipynb": {
        "04-keeping-the-latest, solution 1",
        "lines of 04-keeping-the-latest, solution 1",
        "04-keeping-the-latest/answers/right-latest-per-day-distinct-on.sql",
        "04-keeping-the-latest/answers/right-latest-per-day-row-number.sql",
        "04-keeping-the-latest/answers/wrong-delete-older-at-least-as-new.sql",
        "04-keeping-the-latest/answers/wrong-delete-older-nothing.sql",
        "04-keeping-the-latest/answers/wrong-latest-per-day-oldest-distinct-on.sql",
        "04-keeping-the-latest/answers/wrong-latest-per-day-qualify.sql",
        "04-keeping-the-latest/answers/wrong-latest-per-day-window-in-where.sql",
        "lines of 05-weather-forecast, solution 2",
    },
    # The published homework, whose faults lesson 05 shows.
    "notebooks/05-weather-forecast.ipynb": {
        "lines of 04-keeping-the-latest, solution 1",
        "lines of 05-weather-forecast, solution 2",
    },
    # The code that a learner is given to repair, of which the repaired code keeps some lines.
    "exercises/04-keeping-the-latest/keeping-the-latest.ipynb": {
        "04-keeping-the-latest/answers/wrong-repair-the-parcel-list-as-given.sql",
    },
    # The same, and the stage's table, which an exercise gives empty.
    "exercises/05-weather-forecast/weather-forecast.ipynb": {
        "03-copying-a-table/answers/wrong-stage-with-defaults-no-rows.sql",
        "05-weather-forecast/answers/wrong-repair-the-stock-load-as-given.py",
        "lines of 05-weather-forecast, solution 4",
    },
    "exercises/06-reading-plans/reading-plans.ipynb": {
        "06-reading-plans/answers/wrong-repair-the-order-query-as-given.sql",
    },
    "exercises/07-full-refresh/full-refresh.ipynb": {
        "07-full-refresh/answers/wrong-repair-the-ticket-load-as-given.py",
    },
    # Half-open ranges are lesson 06's matter, and half-open is what its exercises ask for.
    "notebooks/06-reading-plans--other-servers.ipynb": {
        "06-reading-plans, solution 1",
        "06-reading-plans/answers/right-range-in-mysql-half-open.sql",
        "06-reading-plans/answers/right-sargable-half-open.sql",
        "06-reading-plans/answers/wrong-range-in-mysql-date-format.sql",
        "06-reading-plans/answers/wrong-sargable-no-end.sql",
    },
    "notebooks/06-reading-plans.ipynb": {
        "08-incremental/answers/wrong-current-answers-deletes.sql",
        "08-incremental/answers/wrong-current-answers-withdrawn.sql",
    },
    # Lesson 07 takes pipeline.py to pieces, and prints them; 08 and 09 go on with it.
    "lessons/07-full-refresh/pipeline.py": {
        "lines of 07-full-refresh, solution 1",
        "lines of 08-incremental, solution 5",
    },
    "notebooks/07-full-refresh.ipynb": {
        "lines of 07-full-refresh, solution 1",
        "lines of 08-incremental, solution 5",
    },
    "lessons/09-backfill/year.py": {"08-incremental/answers/right-incremental-pipeline.py"},
    "notebooks/09-backfill.ipynb": {"08-incremental/answers/right-incremental-pipeline.py"},
    # The code that a learner is given to repair, of which the repaired code keeps some lines.
    "exercises/08-incremental/incremental.ipynb": {
        "08-incremental/answers/wrong-repair-the-scan-load-as-given.py",
    },
    "exercises/09-backfill/backfill.ipynb": {
        "09-backfill/answers/wrong-repair-the-ticket-counts-as-given.py",
        "lines of 09-backfill, solution 5",
    },
    "exercises/10-summary-table/summary-table.ipynb": {
        "10-summary-table/answers/wrong-repair-the-sensor-summary-as-given.py",
    },
    "exercises/11-sqlite-and-threads/sqlite-and-threads.ipynb": {"lines of 11-sqlite-and-threads, solution 3"},
    # Copying everything, measured against the merge.
    "lessons/08-incremental/compare.py": {"lines of 08-incremental, solution 2"},
    "notebooks/08-incremental.ipynb": {"lines of 08-incremental, solution 2"},
    # The same join with another question.
    "lessons/10-summary-table/summaries.toml": {"lines of 10-summary-table, solution 2"},
    "notebooks/10-summary-table.ipynb": {"lines of 10-summary-table, solution 2"},
    # The files that lesson 12 asks to mend, which the answers keep most of; "as before" is such a file.
    "exercises/12-airflow-dags/airflow-dags.ipynb": {
        "12-airflow-dags/answers/wrong-clean-import-as-before.py",
        "12-airflow-dags/answers/wrong-read-the-error-as-before.py",
        "12-airflow-dags/answers/wrong-split-the-task-as-before.py",
        "12-airflow-dags/answers/wrong-repair-the-parcel-report-as-given.py",
        "lines of 12-airflow-dags, solution 1",
        "lines of 12-airflow-dags, solution 2",
        "lines of 12-airflow-dags, solution 3",
        "lines of 12-airflow-dags, solution 4",
        "lines of 14-airflow-backfill, solution 5",
    },
    "exercises/13-airflow-mysql-to-redshift/airflow-mysql-to-redshift.ipynb": {
        "13-airflow-mysql-to-redshift/answers/wrong-repair-the-ticket-copy-as-given.py",
        "lines of 13-airflow-mysql-to-redshift, solution 4",
        "lines of 13-airflow-mysql-to-redshift, solution 2",
        "lines of 13-airflow-mysql-to-redshift, solution 3",
    },
    # A schedule and its imports, as each file with a data interval has them.
    "exercises/14-airflow-backfill/airflow-backfill.ipynb": {
        "14-airflow-backfill/answers/wrong-repair-the-meter-readings-as-given.py",
        "lines of 13-airflow-mysql-to-redshift, solution 4",
        *DAILY,
    },
    "notebooks/12-airflow-dags.ipynb": DAILY,
    "notebooks/14-airflow-backfill.ipynb": DAILY,
    "exercises/15-airflow-today/airflow-today.ipynb": DAILY,
    "lessons/15-airflow-today/tested.py": DAILY,
    "notebooks/15-airflow-today.ipynb": DAILY,
    # Lesson 16 makes lesson 10's tables by dbt: a class gets it after lesson 10 (docs/teaching.md).
    "dbt_project/models/user_channels.sql": {"lines of 10-summary-table, solution 2"},
    "notebooks/16-dbt-lineage.ipynb": {"lines of 10-summary-table, solution 2"},
    # The code to repair, of which most lines are right.
    "exercises/16-dbt-lineage/dbt-lineage.ipynb": {
        "16-dbt-lineage/answers/wrong-ref-and-source-hard-coded.sql",
        "lines of 16-dbt-lineage, solution 1",
        "lines of 16-dbt-lineage, solution 2",
    },
    "lessons/16-dbt-lineage/checks.py": {"lines of 16-dbt-lineage, solution 2"},
    # The template to repair, of which most lines are right, and the walk-through's, with the same requests.
    "exercises/18-on-kubernetes/on-kubernetes.ipynb": {
        "18-on-kubernetes/answers/wrong-no-secret-in-the-pod-as-before.yaml",
        "lines of 12-airflow-dags, solution 1",
        "lines of 12-airflow-dags, solution 2",
        "lines of 12-airflow-dags, solution 4",
        "lines of 18-on-kubernetes, solution 3",
    },
    "notebooks/18-on-kubernetes.ipynb": {"lines of 18-on-kubernetes, solution 3"},
    "lessons/18-on-kubernetes/values.yaml": {"lines of 18-on-kubernetes, solution 3"},
    "lessons/18-on-kubernetes/worker.yaml": {"lines of 18-on-kubernetes, solution 3"},
    # The operators at work, with another table, right and wrong.
    "notebooks/13-airflow-mysql-to-redshift.ipynb": {
        "lines of 08-incremental, solution 2",
        "lines of 13-airflow-mysql-to-redshift, solution 1",
        "lines of 13-airflow-mysql-to-redshift, solution 2",
        "lines of 13-airflow-mysql-to-redshift, solution 3",
        "lines of 13-airflow-mysql-to-redshift, solution 4",
    },
    # A DAG that hands over and waits, without the name that keeps two applications apart.
    "notebooks/17-on-spark.ipynb": {"lines of 17-on-spark, solution 4"},
    # The pipelines that the lessons came to, as DAGs.
    "dags/nps_full_refresh.py": {"lines of 13-airflow-mysql-to-redshift, solution 4"},
    "dags/nps_incremental.py": {
        "lines of 08-incremental, solution 2",
        "lines of 13-airflow-mysql-to-redshift, solution 4",
    },
    "dags/summary_tables/first_channels.toml": {"lines of 10-summary-table, solution 2"},
    "dags/summary_tables/last_channels.toml": {"lines of 10-summary-table, solution 2"},
}
LOOKED_FOR = secrets()


def by_file(found: set[tuple[str, str]]) -> dict[str, set[str]]:
    """The secrets in each file, but for those of one statement."""
    told = {file: {secret for secret, where in found if where == file} - ONE_STATEMENT for _, file in found}
    return {file: named for file, named in told.items() if named}


def test_every_lesson_has_answers_that_are_looked_for():
    names = {secret.name for secret in LOOKED_FOR if secret.forms}
    for lesson in registry.names():
        assert f"{lesson}, solution {len(solutions(lesson))}" in names
        assert {name for name in names if name.startswith(f"{lesson}/answers/right-")}


def test_no_answer_leaks(everything):
    """Beside what the texts show on purpose; and each exception is still one."""
    found = leaks(everything, LOOKED_FOR)
    assert by_file(found) == SHOWN
    assert {secret for secret, _ in found} >= ONE_STATEMENT


def test_no_answer_leaks_in_a_zip_file(package):
    with zipfile.ZipFile(package) as file:
        found = by_file(leaks({name: file.read(name) for name in file.namelist()}, LOOKED_FOR))
    assert {name.removeprefix("elt-workbook/"): told for name, told in found.items()} == {
        name: told for name, told in SHOWN.items() if any(lesson in name for lesson in CHOSEN)
    }


ANSWER = solutions(CHOSEN[1])["latest-with-nulls"]
NAMED = f"{CHOSEN[1]}, solution 3"


def _edited(edit) -> bytes:
    notebook = json.loads((paths.CLONE / RELEASE).read_bytes())
    edit(notebook)
    return json.dumps(notebook).encode()


def _output(**data) -> bytes:
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    return _edited(lambda notebook: notebook["cells"][1].update(outputs=[output]))


def _cell(source: str | list[str]) -> bytes:
    return _edited(lambda notebook: notebook["cells"][9].update(source=source))


PLANTED = {
    "a cell, as the build gave it": (RELEASE, _cell(ANSWER.splitlines(keepends=True))),
    "a cell, on one line": (RELEASE, _cell(" ".join(ANSWER.split()).lower())),
    "three of its lines": (RELEASE, _cell("\n".join(ANSWER.split("\n")[2:5]))),
    "metadata": (RELEASE, _edited(lambda notebook: notebook["metadata"].update(mine={"was": [1, ANSWER]}))),
    "a cell's metadata": (RELEASE, _edited(lambda n: n["cells"][3]["metadata"].update(source=ANSWER))),
    "an output": (RELEASE, _output(**{"text/plain": ANSWER})),
    "an output in HTML": (RELEASE, _output(**{"text/html": ANSWER.replace("=", "&#61;")})),
    "a picture's bytes": (RELEASE, _output(**{"image/png": base64.b64encode(ANSWER.encode()).decode()})),
    "a walk-through": ("notebooks/03-copying-a-table.ipynb", _output(**{"text/plain": ANSWER})),
    "comments": ("workbook/checking/table_observer.py", f"\n{ANSWER}".replace("\n", "\n# ").encode()),
    "strings that Python joins": (
        "workbook/checking/table_observer.py",
        ("X = (\n" + "\n".join(f"    {line + ' '!r}" for line in ANSWER.split("\n")) + "\n)\n").encode(),
    ),
    "packed data": ("data/new.csv.xz", lzma.compress(f"1,2\n3,4\n{ANSWER}\n5,6".encode())),
    "a file of another kind": ("README.md", ANSWER.encode()),
}  # fmt: skip


@pytest.mark.parametrize("where", PLANTED)
def test_a_planted_leak_is_found(where):
    name, content = PLANTED[where]
    found = {secret for secret, file in leaks({name: content}, LOOKED_FOR) if file == name}
    assert found & {NAMED, f"lines of {NAMED}"}
