"""A query's plan as a lesson shows it: Spark's own lines, without what differs from run to run; run, its rows."""

import re
from collections.abc import Iterator

from py4j.java_gateway import JavaObject
from pyspark.sql import DataFrame

# Numbers of expressions and plans; where a file is; what a scan could do and does not.
NOISE = (
    (re.compile(r"#\d+L?"), ""),
    (re.compile(r"\*\(\d+\) "), ""),  # steps that are compiled together
    (re.compile(r", ENSURE_REQUIREMENTS(, \[plan_id=\d+\])?"), ""),
    (re.compile(r", \[plan_id=\d+\]"), ""),
    (re.compile(r" Batched: .*"), ""),
    (re.compile(r" windowspecdefinition\(.*\) AS"), " AS"),
    (re.compile(r", output=\[[^\]]*\]"), ""),
)
HEADS = ("== Physical Plan ==", "AdaptiveSparkPlan")


# Around steps or between them, and none itself: how they are compiled, and where adaptive execution reads again.
WRAPPERS = ("WholeStageCodegen", "InputAdapter", "ColumnarToRow", "AQEShuffleRead")
ROWS = ("numOutputRows", "shuffleRecordsWritten", "numOutputRecords")  # of these, the one that a step counts
GIVE_ALL = ("Project", "Sort", "Window")  # they count none, and give as many rows as come
FIELDS = 1000  # of a step's line, before Spark cuts it


class Plans:
    """The function `plan` of a cell: it prints a plan, or keeps what a run made of it to be drawn."""

    def __init__(self) -> None:
        self._measured: list[dict] = []

    def __call__(self, frame: DataFrame, analyze: bool = False) -> None:
        """Print how Spark would run a DataFrame; with `analyze` run it, and show how many rows each step gave."""
        if analyze:
            self._measured.append(measured(frame))
        else:
            show(frame)

    def taken(self) -> list[dict]:
        """What was measured since the last time."""
        found, self._measured = self._measured, []
        return found


def show(frame: DataFrame) -> None:
    """Print how Spark would run this DataFrame: the last step first, each step above what it reads."""
    text = frame._jdf.queryExecution().executedPlan().toString()
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(HEADS)]
    if lines[0].startswith("+- "):  # the first step below AdaptiveSparkPlan
        lines = [line[3:] for line in lines]
    for line in lines:
        print(_quiet(line))


def measured(frame: DataFrame) -> dict:
    """Run a DataFrame, and what each step of the plan that ran gave: {name, text, table, rows, children}.

    `rows` is None for a step that doesn't count them; where Spark runs a step twice, as a sort of all rows does to
    learn where to cut, both are counted. No row comes to the driver.
    """
    execution = frame._jdf.queryExecution()
    execution.toRdd().count()
    [found] = _steps(execution.executedPlan())
    return found


def _steps(plan: JavaObject) -> Iterator[dict]:
    """The step that a node of Spark's plan is, or those below it where it is none."""
    name = plan.nodeName()
    if name == "AdaptiveSparkPlan":
        yield from _steps(plan.executedPlan())
    elif name.endswith("QueryStage"):
        yield from _steps(plan.plan())
    else:
        below = [step for child in _each(plan.children()) for step in _steps(child)]
        if name.startswith(WRAPPERS):
            yield from below
        else:
            rows = below[0]["rows"] if name in GIVE_ALL and below else _rows(plan)
            text = _quiet(plan.simpleString(FIELDS))
            yield {"name": name.strip(), "text": text, "table": _folder(plan), "rows": rows, "children": below}


def _each(sequence: JavaObject) -> Iterator[JavaObject]:
    return (sequence.apply(at) for at in range(sequence.size()))


def _rows(plan: JavaObject) -> int | None:
    metrics = plan.metrics()
    return next((metrics.apply(name).value() for name in ROWS if metrics.contains(name)), None)


def _folder(plan: JavaObject) -> str:
    """The name of the folder, or of the first one, whose files a step reads; "" for another step."""
    is_of_files = plan.getClass().getSimpleName() == "FileSourceScanExec"
    return plan.relation().location().rootPaths().head().getName() if is_of_files else ""


def _quiet(line: str) -> str:
    for found, instead in NOISE:
        line = found.sub(instead, line)
    return line.rstrip()
