"""What a notebook shows of a log. No Airflow is needed here."""

from pathlib import Path
from types import SimpleNamespace

from workbook.engines.airflow.log_filter import for_learners

OURS = SimpleNamespace(secrets=lambda: ["hunter2"], dags=Path("/a/home/dags"), home=Path("/a/home"), bucket="b-1f")
LOG = """\
2026-11-26T16:26:30.1Z [info     ] Filling up the DagBag from /a/home/dags [airflow.dagbag] loc=dagbag.py:460
2026-11-26T16:26:30.2Z [warning  ] pandas only supports SQLAlchemy connectable (engine) [py.warnings] loc=sql.py:1
2026-11-26T16:26:30.3Z [info     ] Running statement:
                COPY nps
                FROM 's3://b-1f/copy/nps.csv' credentials 'secret=hunter2'
                CSV;
        , parameters: None [airflow.task.hooks.airflow.providers.amazon.RedshiftSQLHook] loc=sql.py:896
2026-11-26T16:26:30.4Z [error    ] Task failed with exception     [task] loc=task_runner.py:12
2026-11-26T16:26:30.4Z [info     ] Marking run <DagRun a @ 2025-03-01 [b]> successful [airflow.dagrun] loc=d.py:1
2026-11-26T16:26:30.5Z [info     ] an entry without its end
printed by a task
"""


def test_an_entry_over_several_lines_is_one_and_holds_no_secret_and_no_name_of_this_machine():
    assert for_learners(LOG, OURS).splitlines() == [
        "Running statement: COPY nps FROM 's3://BUCKET/copy/nps.csv' credentials 'secret=***' CSV;",
        "[error] Task failed with exception",
        "DagRun succeeded",
        "2026-11-26T16:26:30.5Z [info     ] an entry without its end",
        "printed by a task",
    ]
