"""Runs in Spark's environment: begins one Spark session, then runs cells, or functions on given rows.

Requests and answers are lines of JSON on the standard input and output; the first answer is `{"ready": …}`.
`{"cell": source}` runs Python in one namespace that stays, and gives `{"printed", "plans", "error"}`: what was
measured of plans is to be drawn. `{"call": …}` is what `calls` does.
"""

import ast
import contextlib
import io
import json
import os
import signal
import sys
import traceback

from pyspark.sql import SparkSession, Window, functions

from workbook.engines.spark.inside import calls
from workbook.engines.spark.inside.errors import told
from workbook.engines.spark.inside.plan import Plans

_answers = sys.stdout


def _say(**answer) -> None:
    _answers.write(json.dumps(answer) + "\n")
    _answers.flush()


def session(master: str, name: str) -> SparkSession:
    """The session of this process, on `master`, such as local[2] or a cluster's address."""
    builder = SparkSession.builder.master(master).appName(name)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def run_cell(source: str, namespace: dict) -> dict:
    """Run one cell as a notebook does: the value of a last line that is an expression is shown too."""
    printed = io.StringIO()
    error = ""
    with contextlib.redirect_stdout(printed):
        try:
            tree = ast.parse(source, "cell")
            last = tree.body[-1] if tree.body else None
            if isinstance(last, ast.Expr):
                tree.body.pop()
            exec(compile(tree, "cell", "exec"), namespace)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "cell", "eval"), namespace)
                if value is not None:
                    print(repr(value))
        except KeyboardInterrupt:
            error = "Interrupted."
            namespace["spark"].sparkContext.cancelAllJobs()
        except SystemExit:
            error = "SystemExit: a cell goes on to the next one, and needs no exit."
        except BaseException as raised:
            traceback.print_exc(file=sys.__stderr__)  # to the log
            error = told(raised)
    return {"printed": printed.getvalue(), "error": error}


def main() -> None:
    global _answers
    _answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints while modules load must not look like an answer
    master, name = sys.argv[1:]
    if master.startswith("local"):  # of checks: who asks ends this process, and a notebook's Ctrl-C must not
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        spark = session(master, name)
    except Exception as raised:
        traceback.print_exc()
        _say(failed=told(raised))
        return
    _say(ready=True)
    plans = Plans()
    namespace = {
        "spark": spark, "F": functions, "Window": Window, "plan": plans, "folder": f"{os.getcwd()}/data",  # noqa: PTH109
        "__name__": "__main__",
    }  # fmt: skip
    for line in sys.stdin:
        request = json.loads(line)
        if "cell" in request:
            _say(**run_cell(request["cell"], namespace), plans=plans.taken())
        else:
            _say(**calls.run(spark, request["call"]))
    spark.stop()


if __name__ == "__main__":
    main()
