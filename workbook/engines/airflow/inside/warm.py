"""Runs in Airflow's environment: imports and rehearses Airflow once, then does each request in a fork of itself.

A request is a line of JSON on the standard input, `{"words": [...], "env": {...}}` for a command of `airflow`, or
`{"dag": id, "date": "2025-03-10", "env": {...}}` for a DAG run in process, `dag.test()`, or `{"scan": path, "env":
{...}}` to import one file as a scan does (scan.py), or `{"call": "timetables.planned", "arguments": {...}}` for a
function of a module of this package that runs here. The answer is a line: `{"code": exit code, "text": what was
said}`, for a DAG run also `"tasks": {task: state}` and `"began": {task: seconds since 1970}`, for a scan `"scan":
{...}`, and for a function `"value": what it returned`. An entry of `env` that is null takes the variable away. A
fork, so that no request sees another's state, and one that is killed ends nobody else: its id comes first, as
`{"pid": n}`.
"""

import datetime as dt
import gc
import importlib
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path

assert sys.platform != "win32"  # where there is no Airflow

REHEARSAL = """
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sdk import DAG, task
from airflow.timetables.interval import CronDataIntervalTimetable

with DAG("{dag}", schedule=CronDataIntervalTimetable("@daily", timezone="UTC")):

    @task
    def count(ds: str) -> int:
        return len(ds)

    count() >> SQLExecuteQueryOperator(task_id="ask", conn_id="warehouse", sql="SELECT '{{{{ ds }}}}'")
"""


def _preload() -> None:
    """Import what each request would else import anew."""
    import airflow.api_fastapi.execution_api.app
    import airflow.cli.cli_parser
    import airflow.cli.commands.config_command
    import airflow.cli.commands.dag_command
    import airflow.cli.commands.task_command
    import airflow.dag_processing.dagbag
    import airflow.models
    import airflow.sdk.execution_time.task_runner
    import airflow.serialization.serialized_objects  # noqa: F401

    from workbook.engines.airflow.inside import providers

    providers.preload()


def _rehearse() -> None:
    """Run a small DAG, so that what Airflow builds at its first run is there for each fork.

    That is the in-process execution API, most of it: 5 s for each request without. The DAG leaves the metadata
    again. Whether it went well is not asked: if the warehouse is down, the request says so.
    """
    from airflow import settings
    from airflow.api.common.delete_dag import delete_dag

    dag_id, folder = f"rehearsal_{os.getpid()}", os.environ["AIRFLOW__CORE__DAGS_FOLDER"]
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "rehearsal.py").write_text(REHEARSAL.format(dag=dag_id), encoding="utf-8")
        _set({"AIRFLOW__CORE__DAGS_FOLDER": scratch})
        if _test(dag_id, "2025-01-01", {}) != 2:
            delete_dag(dag_id, keep_records_in_log=False)
        _command(["dags", "list"])
        _set({"AIRFLOW__CORE__DAGS_FOLDER": folder})
    settings.engine.dispose()  # each fork opens connections of its own, and closes none of ours
    sys.stdout.flush()


def _set(variables: dict[str, str | None]) -> None:
    """Set or take away environment variables; the DAGs folder is the one that Airflow reads but once."""
    from airflow import settings

    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    settings.configure_vars()


def _renew_execution_api() -> None:
    """Give this fork an event loop for the execution API: the parent's thread that runs it is not here.

    The application that it serves, which is what takes long, stays.
    """
    from airflow.sdk.execution_time.supervisor import in_process_api_server

    api = in_process_api_server()
    _kept.append(api.transport)  # collected, it would wait for its thread to end
    del api.transport


_kept: list = []
WIDE = 1_000  # columns: no path is so long


def _command(words: list[str]) -> int:
    from airflow.cli import cli_parser, simple_table
    from rich.console import ConsoleDimensions

    # A table is cut at a width, with the paths that it has here in it; later it is drawn anew without them.
    simple_table.AirflowConsole.size = property(lambda console: ConsoleDimensions(WIDE, 25))
    args = cli_parser.get_parser().parse_args(words)
    result = args.func(args)
    return result if isinstance(result, int) else 0


def _test(dag_id: str, date: str, found: dict) -> int:
    from airflow.dag_processing.dagbag import DagBag

    from workbook.engines.airflow.inside.timetables import as_scheduled

    bag = DagBag(dag_folder=os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if dag_id not in bag.dags:
        for file, error in bag.import_errors.items():
            print(f"{file}: {error}")
        print(f"There is no DAG {dag_id!r}: there are {', '.join(sorted(bag.dags)) or 'none'}.")
        return 2
    for task in bag.dags[dag_id].tasks:
        task.retries = 0  # the caller sees the first failure, and need not wait for others
    logical = dt.datetime.fromisoformat(date).replace(tzinfo=dt.UTC)
    with as_scheduled(bag.dags[dag_id], logical):
        run = bag.dags[dag_id].test(logical_date=logical)
    tasks = run.get_task_instances()
    found["tasks"] = {each.task_id: str(each.state) for each in tasks}
    found["began"] = {each.task_id: each.start_date.timestamp() for each in tasks if each.start_date}
    return 0 if str(run.state) == "success" else 1


def _scan(path: str, found: dict) -> int:
    from workbook.engines.airflow.inside.scan import scan

    found["scan"] = scan(path)
    return 1 if found["scan"]["error"] else 0


def _call(name: str, arguments: dict, found: dict) -> int:
    module, function = name.split(".")
    found["value"] = getattr(importlib.import_module(f"workbook.engines.airflow.inside.{module}"), function)(
        **arguments
    )
    return 0


def _do(request: dict, output: int, found_path: str) -> int:
    os.dup2(output, 1)
    os.dup2(output, 2)
    found: dict = {}
    try:
        _renew_execution_api()
        _set(request.get("env", {}))
        if "words" in request:
            code = _command(request["words"])
        elif "scan" in request:
            code = _scan(request["scan"], found)
        elif "call" in request:
            code = _call(request["call"], request["arguments"], found)
        else:
            code = _test(request["dag"], request["date"], found)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code)
    except BaseException:
        traceback.print_exc()
        code = 1
    with open(found_path, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(found, file)
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints while modules load must not look like an answer
    gc.disable()  # a fifth of the start; a fork lives too short to need it
    _preload()
    _rehearse()
    gc.freeze()

    def say(**answer) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    say(ready=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "KubernetesExecutor" in (request.get("env", {}).get("AIRFLOW__CORE__EXECUTOR") or ""):
            import workbook.engines.airflow.inside.pods  # noqa: F401 - half a second for each fork without
        with tempfile.TemporaryFile() as output, tempfile.NamedTemporaryFile() as found:
            pid = os.fork()
            if pid == 0:
                os._exit(_do(request, output.fileno(), found.name))
            say(pid=pid)
            _, status = os.waitpid(pid, 0)
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
            more = json.loads(found.read() or "{}")
            say(code=os.waitstatus_to_exitcode(status), text=text, **more)


if __name__ == "__main__":
    main()
