"""Lesson 13: MySQL to Redshift with the provider's operators. What answers must show."""

from workbook.checking.rules.dag import Tasks
from workbook.checking.rules.table_rows import TableRows
from workbook.exercises import DagExercise, PredictExercise, load_module

methods = load_module("13-airflow-mysql-to-redshift", "methods")
mistakes = load_module("13-airflow-mysql-to-redshift", "mistakes")
objects = load_module("13-airflow-mysql-to-redshift", "objects")
tables = load_module("13-airflow-mysql-to-redshift", "tables")
tickets = load_module("13-airflow-mysql-to-redshift", "tickets")

notebook = tables.notebook
dags = ("nps_incremental",)
KEY = "answers/{day}.csv.gz"


def load_waits(dag: dict) -> list[str]:
    """What is wrong with the two tasks of sql-to-s3."""
    missing = [f"there is no task {name!r}." for name in ("unload", "load") if name not in dag["tasks"]]
    if missing:
        return missing
    after, new = set(), ["unload"]
    while new:
        found = dag["tasks"][new.pop()].get("downstream_task_ids", [])
        new += [name for name in found if name not in after]
        after |= set(found)
    return [] if "load" in after else ["load does not wait for unload: write unload >> load."]


def start_at_once(dag: dict) -> list[str]:
    """What is wrong with the order of prefix-trap's tasks: only one may wait for no other."""
    behind = {name for task in dag["tasks"].values() for name in task.get("downstream_task_ids", [])}
    *some, last = sorted(dag["tasks"].keys() - behind) or [""]
    if not some:
        return []
    names = f"{', '.join(some)} and {last}"
    return [f"{names} wait for no other task: they may run at the same time. Give them an order."]


exercises = [
    DagExercise(
        id="sql-to-s3",
        file="sql_to_s3.py",
        scenarios=tables.UNLOADED,
        rules=[
            Tasks("load waits for unload", load_waits),
            TableRows("public.nps", tables.COLUMNS, mistakes.production, mistakes.UNLOADED),
            objects.HasKey(KEY),
            objects.OthersStay(KEY),
        ],
        hints=(
            "Run unload alone, in a DAG of your own, and look at the file. Which line and which column are not"
            " production's?",
            'df_kwargs are arguments for pandas\' to_csv. {"index": False, "header": False} leaves both out. The'
            ' operator itself ends the key with .csv, or with .csv.gz if df_kwargs has "compression": "gzip".',
            'SqlToS3Operator(task_id="unload", sql_conn_id="source", aws_conn_id="store", query=…, s3_bucket and'
            " s3_key as in load, df_kwargs with all three entries, replace=True), and then unload >> load.",
        ),
    ),
    DagExercise(
        id="upsert-keys",
        file="upsert_keys.py",
        scenarios=tables.COUNTED,
        points=2,
        rules=[TableRows("public.channel_scores", tuple(tables.COUNTS), mistakes.loaded, mistakes.COUNTED)],
        hints=(
            "Which columns say that two rows of channel_scores are counts of the same thing? And what happens if"
            " two such rows are in one file?",
            "upsert_keys needs all columns of the key, and no others. With ROW_NUMBER (lesson 04) the query"
            " returns one row for each key: MySQL has it too.",
            'upsert_keys=["day", "channel"], method="UPSERT". The query: SELECT the five columns FROM (SELECT *,'
            " ROW_NUMBER() OVER (PARTITION BY the keys ORDER BY counted_at DESC) AS seq FROM channel_scores WHERE"
            " {WINDOW}) AS numbered WHERE seq = 1.",
        ),
    ),
    DagExercise(
        id="prefix-trap",
        file="prefix_trap.py",
        scenarios=tables.EXPORTED,
        points=2,
        rules=[
            Tasks("no two start at once", start_at_once),
            TableRows(
                "public.nps",
                tables.COLUMNS,
                mistakes.production,
                mistakes.EXPORTED,
                mistakes.EXPORTED_SYMPTOMS,
            ),
            objects.SmallFiles(tables.FOLDER, 3),
            objects.OthersStay(tables.FOLDER),
        ],
        hints=(
            "COPY loads every key that begins with s3_key. Which keys in the exercise's list begin with the one"
            " that you have in mind? Which of them should?",
            'For load, s3_key is the folder with its slash: "exports/nps/{{ ds }}/". For unload, add a file'
            " name, and max_rows_per_file=3.",
            "Write three tasks: S3DeleteObjectsOperator with the folder as its prefix, slash included, then"
            ' SqlToS3Operator, then S3ToRedshiftOperator with method="REPLACE".',
        ),
    ),
    DagExercise(
        id="repair-the-ticket-copy",
        file="ticket_copy.py",
        scenarios=tickets.SCENARIOS,
        points=2,
        rules=[
            Tasks("each load waits for its file", tickets.loads_wait),
            *(
                TableRows(
                    f"public.{table}",
                    tickets.COLUMNS,
                    tickets.production(table),
                    tickets.mistakes(table),
                    tickets.symptoms(table),
                )
                for table in (tickets.OPEN, tickets.CLOSED)
            ),
            objects.OthersStay(tickets.FOLDER),
        ],
        hints=(
            "Run it twice on the example and compare the tables: which rows are too many, and which values differ?"
            " Each has another cause.",
            "Which keys begin with support/DAY/tickets? What does UPSERT do with a row that is no longer in"
            " production? In which order does COPY fill the columns? And which type has a column of pandas with"
            " whole numbers and a NULL?",
            'For load, use the key of the file, with .csv, and method="REPLACE". In the query, name the columns in'
            " the warehouse's order, and let MySQL write CAST(customer AS CHAR).",
        ),
    ),
    PredictExercise(
        id="full-or-incremental",
        experiment=methods.experiment,
        truth=methods.truth,
        evidence=methods.evidence,
        hints=(
            "For each table ask: does every change set the time column to its own day, before that day's load? And"
            " does a removed row leave any trace?",
            "APPEND never replaces a row: neither a changed one nor those of a day that is loaded twice. REPLACE"
            " is always right. So the question is where UPSERT is right too.",
            "UPSERT is right for three tables: no row of theirs is ever removed, and the time column of each new"
            " or changed row has the day on which it happens.",
        ),
    ),
]
