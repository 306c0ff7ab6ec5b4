"""Runs an answer that is a function for Spark: in a warm process of this process's own, on frames made for it."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from workbook.checking.spark_run import SparkCall, SparkRun
from workbook.databases.base import Databases
from workbook.engines.spark import settings
from workbook.engines.spark.process import Ended, Process
from workbook.exercises.fixtures import Call, Frame, SparkScenario

MASTER = "local[2]"
# What a large table does by itself, and a fixture of some hundred rows does not: several tasks after a shuffle.
# And no plan is changed while it runs, which takes longer than such a fixture's whole query.
SESSION = {"spark.sql.adaptive.enabled": "false"}


class SparkRunner:
    """Calls functions on frames (exercises.protocols.SparkRunner); its Spark starts with it, and stays warm."""

    def __init__(self, databases: Databases) -> None:
        """The runner owns `databases` from now on; their name is its folder's. Errors: WorkbookError."""
        self._databases = databases
        self._folder = settings.home(databases.name) / "answers"
        self._process = Process(self._folder, MASTER, "answers", limited=True)

    def run(self, source: str, function: str, names: tuple[str, ...], scenario: SparkScenario) -> SparkRun:
        """Make the scenario's folder, and its calls one after the other, until one leaves nothing to look at."""
        run = SparkRun(scenario)
        folder = self._folder / "tables"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for call in scenario.calls:
            made = self._call(source, function, names, scenario, call, folder)
            run.calls.append(made)
            if made.wrong or made.ended or (made.error and not call.fails):
                break
        return run

    def close(self) -> None:
        """End Spark and give the databases back."""
        self._process.close()
        self._databases.close()

    def _call(
        self, source: str, function: str, names: tuple[str, ...], scenario: SparkScenario, call: Call, folder: Path
    ) -> SparkCall:
        table = folder / "table"
        arguments = [_argument(each, table) for each in call.arguments]
        try:
            came = self._process.request(
                {
                    "call": {
                        "source": source, "function": function, "names": names, "arguments": arguments,
                        "settings": {**SESSION, **scenario.settings}, "reads": str(table) if call.reads else None,
                    }
                }
            )  # fmt: skip
        except Ended as ended:
            return SparkCall(error=str(ended), ended=True)
        if came.get("stopped"):
            self._process.kill()
            return SparkCall(error="it stops Spark, whose session belongs to the caller.", ended=True)
        # The table's folder and what is beside it, without the way to them on this machine.
        came["error"] = came.get("error", "").replace(f"file:{folder}/", "").replace(f"{folder}/", "")
        came["columns"] = [tuple(each) for each in came.get("columns", ())]
        came["rows"] = [tuple(each) for each in came.get("rows", ())]
        return SparkCall(**came, left=_left(folder))


def _argument(given: object, table: Path) -> Mapping[str, object]:
    if isinstance(given, Frame):
        return {
            "frame": {
                "columns": list(given.columns.items()), "rows": [list(row) for row in given.texts],
                "partitions": given.partitions, "fails": given.fails,
            }
        }  # fmt: skip
    return {"path": str(table)} if given == "path" else {"date": str(given)}


def _left(folder: Path) -> list[str]:
    """What lies in and beside the table's folder, but for partitions, and what a reader passes over."""
    beside = [path.name for path in folder.iterdir() if path.name != "table" and not path.name.endswith(".crc")]
    inside = [f"{path.parent.name}/{path.name}" for path in (folder / "table").glob("*")]
    return sorted(
        beside
        + [
            name
            for name in inside
            if "/day=" not in name and "/_SUCCESS" not in name and not name.endswith(".crc")
        ]
    )
