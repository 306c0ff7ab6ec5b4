"""Runs in Airflow's environment: imports Airflow once, then does each request in a fork of itself.

A request is a line of JSON on the standard input, `{"words": [...], "env": {...}}` for a command of `airflow`, or
`{"dag": id, "date": "2025-03-10", "env": {...}}` for a DAG run in process, `dag.test()`. The answer is a line:
`{"code": exit code, "text": what was said}`, and for a DAG run also `"tasks": {task: state}`. An entry of `env`
that is null takes the variable away. A fork, so that no request sees another's state, and one that is killed
ends nobody else: its id comes first, as `{"pid": n}`.
"""

import datetime as dt
import json
import os
import sys
import tempfile
import traceback


def _preload() -> None:
    """Import what each request would else import anew."""
    import airflow.api_fastapi.execution_api.app
    import airflow.cli.cli_parser
    import airflow.models
    import airflow.providers.amazon.aws.transfers.s3_to_redshift
    import airflow.providers.amazon.aws.transfers.sql_to_s3
    import airflow.providers.common.sql.operators.sql
    import airflow.providers.mysql.hooks.mysql
    import airflow.providers.postgres.hooks.postgres
    import airflow.sdk.execution_time.task_runner
    import airflow.serialization.serialized_objects  # noqa: F401
    import pandas  # noqa: F401

    from workbook import data, redshift  # noqa: F401


def _command(words: list[str]) -> int:
    from airflow.cli import cli_parser

    args = cli_parser.get_parser().parse_args(words)
    result = args.func(args)
    return result if isinstance(result, int) else 0


def _test(dag_id: str, date: str, found: dict) -> int:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    if dag_id not in bag.dags:
        for file, error in bag.import_errors.items():
            print(f"{file}: {error}")
        print(f"There is no DAG {dag_id!r}: there are {', '.join(sorted(bag.dags)) or 'none'}.")
        return 2
    for task in bag.dags[dag_id].tasks:
        task.retries = 0  # the caller sees the first failure, and need not wait for others
    logical = dt.datetime.fromisoformat(date).replace(tzinfo=dt.UTC)
    run = bag.dags[dag_id].test(logical_date=logical)
    found["tasks"] = {each.task_id: str(each.state) for each in run.get_task_instances()}
    return 0 if str(run.state) == "success" else 1


def _do(request: dict, output: int, found_path: str) -> int:
    os.dup2(output, 1)
    os.dup2(output, 2)
    for name, value in request.get("env", {}).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    found: dict = {}
    try:
        code = _command(request["words"]) if "words" in request else _test(request["dag"], request["date"], found)
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
    _preload()

    def say(**answer) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    say(ready=True)
    for line in sys.stdin:
        request = json.loads(line)
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
