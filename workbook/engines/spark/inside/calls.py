"""Calls a learner's function on DataFrames that are made for it, and says what came of it.

A call is `{"source", "function", "arguments": [{"frame": …} or {"path": folder} or {"date": "2025-06-01"}],
"names", "settings": the session's, "reads": a folder that is read afterwards, or null}`. A frame is `{"columns":
[[name, type]], "rows": texts or null, "partitions", "fails": an expression in SQL}`.

A call that has stopped Spark is `{"stopped": true}`: this process is of no use then.
Each call has a session of its own, which shares nothing with the one before but Spark itself. What came is
`{"wrong": why the function can't be called, "error", "printed", "columns", "rows", "collected", "widest"}`:
`collected` rows came to the driver's Python, and a task that read more than half of what its stage read from
shuffles got `widest` rows (0: there was none). Values come as text, as Spark writes them, times in UTC.
"""

import contextlib
import datetime
import inspect
import io
import os
import sys
import traceback
import types
from pathlib import Path

from pyspark.cloudpickle import register_pickle_by_value
from pyspark.core import rdd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.classic import dataframe

from workbook.engines.spark.inside.errors import told

_HERE = os.getcwd()  # noqa: PTH109


class _Collected:
    """Counts the rows that come from Spark to this process's Python while it is entered."""

    def __init__(self) -> None:
        self.rows = 0

    def __enter__(self) -> "_Collected":
        self._before = [(module, module._load_from_socket) for module in (dataframe, rdd)]
        for module, load in self._before:
            module._load_from_socket = self._counting(load)
        return self

    def __exit__(self, *_: object) -> None:
        for module, load in self._before:
            module._load_from_socket = load

    def _counting(self, load):
        @contextlib.contextmanager
        def loaded(*arguments):
            with load(*arguments) as stream:
                yield self._each(stream)

        return loaded

    def _each(self, stream):
        for row in stream:
            self.rows += 1
            yield row


def run(shared: SparkSession, call: dict) -> dict:
    """What came of one call."""
    function, wrong = _defined(call)
    if wrong:
        return {"wrong": wrong}
    spark = shared.newSession()
    SparkSession._instantiatedSession = spark  # what SparkSession.builder.getOrCreate() gives
    jvm = spark._jvm.SparkSession
    for holder in (jvm.setDefaultSession, jvm.setActiveSession):
        holder(spark._jsparkSession)
    for name, text in call["settings"].items():
        spark.conf.set(name, text)
    came: dict = {"error": "", "columns": [], "rows": []}
    printed, collected = io.StringIO(), _Collected()
    newest = _newest_stage(spark)
    arguments = [_argument(spark, each) for each in call["arguments"]]
    try:
        with contextlib.redirect_stdout(printed), collected:
            returned = function(*arguments)
        if isinstance(returned, DataFrame) and not call["reads"]:
            came["columns"], came["rows"] = _values(returned)
        elif not call["reads"]:
            came["error"], came["kind"] = f"it returns {_named(returned)}, not a DataFrame.", "returned"
    except BaseException as raised:
        traceback.print_exc(file=sys.__stderr__)  # to the log
        came["error"], came["kind"] = told(raised), "raised"
    if call["reads"] and shared.sparkContext._jsc is not None:
        try:
            came["columns"], came["rows"] = _values(_read(spark, call["reads"]))
        except Exception as raised:  # such as of files that are beside the folders of days
            if not came["error"]:
                came["error"], came["kind"] = told(raised), "unreadable"
    if shared.sparkContext._jsc is None or shared.sparkContext._jsc.sc().isStopped():
        return {"stopped": True}
    came["widest"] = _widest(spark, newest)
    _tidy(shared)
    return {"wrong": "", **came, "printed": printed.getvalue()[:10_000], "collected": collected.rows}


def _defined(call: dict):
    """The function that a source defines, and what is wrong with it ("" if nothing)."""
    module = sys.modules["answer"] = types.ModuleType("answer")
    register_pickle_by_value(module)  # Spark's workers know no such module: they get the answer's functions whole
    try:
        code = compile(call["source"], "answer", "exec")
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}: {(error.text or '').strip()}" if isinstance(error, SyntaxError) else ""
        return None, f"it is not Python that can be read: {error.args[0]}{line}"
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, vars(module))
    except BaseException as error:
        return None, f"its lines outside of the function raise {told(error)}"
    function = vars(module).get(call["function"])
    if function is None:
        return None, f"it defines no function {call['function']}."
    if not callable(function):
        return None, f"{call['function']} is a {type(function).__name__}, not a function."
    try:
        inspect.signature(function).bind(*call["names"])
    except TypeError as error:
        return None, f"it should take ({', '.join(call['names'])}): {error}."
    return function, ""


def _argument(spark: SparkSession, given: dict):
    if "frame" in given:
        return _frame(spark, given["frame"])
    if "date" in given:
        return datetime.date.fromisoformat(given["date"])
    return given["path"]


def _frame(spark: SparkSession, frame: dict) -> DataFrame:
    """A DataFrame of these rows, in so many partitions; a task fails at a row for which `fails` is true."""
    names = [name for name, _ in frame["columns"]]
    # Stored in a file once: rows that travel inside the plan would make each task large, and slow.
    texts = spark.createDataFrame(
        spark.sparkContext.parallelize([tuple(row) for row in frame["rows"]], frame["partitions"]),
        ", ".join(f"`{name}` string" for name in names),
    )
    columns = [_cast(name, kind) for name, kind in frame["columns"]]
    if frame["fails"]:
        first = F.expr(
            f"CASE WHEN {frame['fails']} THEN raise_error('a row that can not be read') ELSE {names[0]} END"
        )
        columns[0] = first.cast(frame["columns"][0][1]).alias(names[0])
    return texts.select(*columns)


def _cast(name: str, kind: str):
    if kind == "timestamp":  # the rows' texts are UTC, whatever the session's zone is
        return F.to_timestamp(F.concat(F.col(name), F.lit("Z"))).alias(name)
    return F.col(name).cast(kind).alias(name)


def _values(frame: DataFrame) -> tuple[list, list]:
    """The columns and the rows of a frame, as texts."""
    frame.sparkSession.conf.set("spark.sql.session.timeZone", "UTC")
    columns = [[name, kind] for name, kind in frame.dtypes]
    places = [f"_{at}" for at in range(len(columns))]  # two columns may have one name
    rows = frame.toDF(*places).select(*[F.col(each).cast("string") for each in places]).collect()
    return columns, [list(row) for row in rows]


def _read(spark: SparkSession, folder: str) -> DataFrame:
    """What a reader finds in a folder of Parquet files; nothing where there are none."""
    path = Path(folder)
    if not any(_is_read(file.relative_to(path)) for file in path.rglob("*.parquet")):
        return spark.createDataFrame([], "nothing string")
    # A reader that comes later asks the folder, and not what this session remembers of it.
    spark.catalog.refreshByPath(folder)
    return spark.read.parquet(folder)


def _is_read(file: Path) -> bool:
    """Whether no part of a path is one that Spark's readers pass over."""
    return not any(part.startswith(".") or (part.startswith("_") and "=" not in part) for part in file.parts)


def _named(returned: object) -> str:
    return "None" if returned is None else f"a {type(returned).__name__}"


def _stages(spark: SparkSession):
    store = spark._jsc.sc().statusStore()
    none = spark.sparkContext._gateway.new_array(spark._jvm.double, 0)
    found = store.stageList(None, False, False, none, None)
    return store, [found.apply(at) for at in range(found.size())]


def _newest_stage(spark: SparkSession) -> int:
    return max((stage.stageId() for stage in _stages(spark)[1]), default=-1)


def _widest(spark: SparkSession, after: int) -> int:
    """The most rows that one task read from shuffles where it read more than half of its stage's, after this one.

    A stage that joins reads from two shuffles, so that its tasks read more rows than a table has, and are spread.
    """
    spark._jsc.sc().listenerBus().waitUntilEmpty()
    store, stages = _stages(spark)
    widest = 0
    for stage in stages:
        if stage.stageId() > after and stage.shuffleReadRecords():
            tasks = store.taskList(stage.stageId(), stage.attemptId(), 1000)
            for at in range(tasks.size()):
                metrics = tasks.apply(at).taskMetrics()
                read = metrics.get().shuffleReadMetrics().recordsRead() if metrics.isDefined() else 0
                if read > stage.shuffleReadRecords() / 2:
                    widest = max(widest, read)
    return widest


def _tidy(shared: SparkSession) -> None:
    shared.catalog.clearCache()
    shared.sparkContext.setLocalProperty("spark.jobGroup.id", None)
    SparkSession._instantiatedSession = shared
    os.chdir(_HERE)  # where an answer may have left it
