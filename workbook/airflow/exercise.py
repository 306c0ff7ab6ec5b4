"""Exercises whose answer is a DAG file."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import psycopg2

from workbook.airflow.runner import DagRun, DagRunner, DagScenario, runner
from workbook.rules import Rule
from workbook.rules.look import Look
from workbook.sessions import ServerGone
from workbook.verdicts import Line, Verdict

EMPTY = "it holds no Python yet, or only comments."


@dataclass(frozen=True)
class DagExercise:
    """An exercise whose answer is the text of a DAG file.

    The check scans the file, as `file` in a DAGs folder of its own, looks with the rules of the scan, and then
    runs the DAG on each scenario, and looks with the others. The DAG's id is the file's name without `.py`, or
    `dags` names several.
    """

    id: str
    file: str
    scenarios: Sequence[DagScenario]
    rules: Sequence[Rule]
    hints: tuple[str, str, str]
    points: int = 1
    dags: tuple[str, ...] = ()

    kind = "dag"

    def check(self, answer: str) -> Verdict:
        """The verdict on the text of a DAG file. Raises WorkbookError where Airflow is not installed."""
        verdict = Verdict(self.id)
        wrong = unreadable(answer)
        if wrong:
            verdict.lines.append(Line(False, "answer", wrong))
            return verdict
        try:
            return self._checked(answer, runner(), verdict)
        except (ServerGone, psycopg2.OperationalError, psycopg2.InterfaceError):
            runner.cache_clear()  # the servers were started anew since
            raise

    def _checked(self, answer: str, runs: DagRunner, verdict: Verdict) -> Verdict:
        path = runs.put(answer, self.file)
        scan = runs.scan(path)
        wrong = self._not_defined(scan)
        if wrong:
            verdict.lines.append(Line(False, "answer", wrong))
            return verdict
        looks = [Look(rule, self.scenarios[0]) for rule in self.rules]
        of_the_scan = [each for each in looks if each.rule.of_the_scan]
        for dag in self._ids:
            for each in of_the_scan:
                each.at(DagRun(self.scenarios[0], None, runner=runs, dag=dag, scan=scan))
        if any(each.faults for each in of_the_scan):
            verdict.lines += [each.line() for each in of_the_scan]
            return verdict
        of_the_runs = [each for each in looks if each not in of_the_scan]
        remember = [query for each in of_the_runs for query in each.rule.remember]
        for scenario in self.scenarios:
            run = runs.run(scan, scenario, remember=remember)
            if run.error:
                where = "" if scenario is self.scenarios[0] else f"with {scenario.name}, "
                verdict.lines.append(Line(False, "answer", f"{where}{run.error}"))
                verdict.lines += [each.line() for each in looks if each.faults]
                return verdict
            for each in of_the_runs:
                if not any(other.faults for other in of_the_runs[: of_the_runs.index(each)]):
                    each.at(run)
            if any(each.faults for each in of_the_runs):
                break
        seen = [each for each in of_the_runs if each.faults] or of_the_runs
        verdict.lines += [each.line() for each in [*of_the_scan, *seen]]
        if verdict.passed and len(self.scenarios) > 1:
            names = "; ".join(scenario.name for scenario in self.scenarios[1:])
            verdict.lines.append(Line(True, "other data", f"right there too ({names})"))
        return verdict

    @property
    def _ids(self) -> tuple[str, ...]:
        return self.dags or (PurePath(self.file).stem,)

    def _not_defined(self, scan: dict) -> str:
        """Why there is no DAG to look at; "" if there is."""
        if scan["error"]:
            return f"Airflow can't import it.\n{scan['error'].strip()}"
        missing = [dag for dag in self._ids if dag not in scan["dags"]]
        if not missing:
            return ""
        has = f"it defines {', '.join(scan['dags'])}" if scan["dags"] else "a scan finds no DAG in it"
        return f"it should define the DAG {missing[0]!r}, and {has}."


def unreadable(text: str) -> str:
    """Why a text is no DAG file at all; "" if it may be one."""
    if text.lstrip("\ufeff \r\n").startswith("%%"):
        return "it begins with %%: leave that line out, it belongs to the notebook, and is no Python."
    try:
        tree = ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}: {(error.text or '').strip()}" if isinstance(error, SyntaxError) else ""
        return f"it is not Python that can be read: {error.args[0]}{line}"
    return "" if tree.body else EMPTY
