"""Checks an answer that is a DAG file: scans it, runs its DAG on each scenario, and lets the rules look."""

import ast
from dataclasses import replace
from pathlib import PurePath

from workbook.checking import dag_test_check, pod_template_check
from workbook.checking.context import Context
from workbook.checking.dag_run import DagScan
from workbook.checking.rule_evaluation import RuleEvaluation
from workbook.exercises.kinds import DagExercise, DagTestExercise, PodTemplateExercise
from workbook.exercises.protocols import DagRunner
from workbook.exercises.repaired import repaired
from workbook.exercises.verdicts import Line, Verdict

CALLS_ITSELF = (
    "The task {name} calls itself: inside of its own function, the name {name} is the task and no longer the"
    " function that you had. So nothing is done, and the task is green. Give one of the two another name."
)
EMPTY = "it holds no Python yet, or only comments."


def check(exercise: DagExercise, answer: str, context: Context) -> Verdict:
    """The verdict on the text of a DAG file. Raises WorkbookError where Airflow is not installed."""
    if isinstance(exercise, PodTemplateExercise):
        return pod_template_check.check(exercise, answer, context)
    answer = repaired(answer)
    if wrong := unreadable(answer):
        return Verdict(exercise.id, [Line(False, "answer", wrong)])
    if isinstance(exercise, DagTestExercise):
        return dag_test_check.judged(exercise, answer, context.dag_runner())
    return _DagCheck(exercise, context.dag_runner()).judged(answer)


class _DagCheck:
    """The check of one DAG file."""

    def __init__(self, exercise: DagExercise, runner: DagRunner) -> None:
        self._exercise, self._runner = exercise, runner
        self._ids = exercise.dags or (PurePath(exercise.file).stem,)
        evaluations = [RuleEvaluation(rule, exercise.scenarios[0]) for rule in exercise.rules]
        self._of_the_scan = [each for each in evaluations if each.rule.of_the_scan]
        self._of_the_runs = [each for each in evaluations if not each.rule.of_the_scan]
        self._all = evaluations

    def judged(self, text: str) -> Verdict:
        """The verdict on the text."""
        verdict = Verdict(self._exercise.id, self._lines(text))
        name = task_that_calls_itself(text)
        at = next((at for at, line in enumerate(verdict.lines) if not line.ok), None)
        if name and at is not None:
            line = verdict.lines[at]
            verdict.lines[at] = replace(line, evidence=(*line.evidence, CALLS_ITSELF.format(name=name)))
        return verdict

    def _lines(self, text: str) -> list[Line]:
        path = self._runner.put(text, self._exercise.file)
        # A file that asks the warehouse while it is imported finds the same tables, whatever was checked before.
        scan = self._runner.scan(path, self._exercise.settings, self._exercise.scenarios[0])
        if wrong := self._not_defined(scan):
            return [Line(False, "answer", wrong)]
        for dag in self._ids:
            for each in self._of_the_scan:
                each.at(DagScan(self._exercise.scenarios[0], self._runner, dag, scan))
        if any(each.faults for each in self._of_the_scan):
            return [each.line() for each in self._of_the_scan]
        if failed := self._failed_run(scan):
            return failed
        seen = [each for each in self._of_the_runs if each.faults] or self._of_the_runs
        verdict = Verdict(self._exercise.id, [each.line() for each in [*self._of_the_scan, *seen]])
        verdict.right_on_other_data(self._exercise.scenarios[1:])
        return verdict.lines

    def _failed_run(self, scan: dict) -> list[Line]:
        """Run the DAG on the scenarios, and let the rules look, until one finds a fault; lines if a run fails."""
        remember = [query for each in self._of_the_runs for query in each.rule.remember]
        for scenario in self._exercise.scenarios:
            run = self._runner.run(scan, scenario, remember=remember)
            if run.error:
                where = "" if scenario is self._exercise.scenarios[0] else f"with {scenario.name}, "
                failed = Line(False, "answer", f"{where}{run.error}")
                return [failed, *(each.line() for each in self._all if each.faults)]
            for each in self._of_the_runs:
                each.at(run)
                if each.faults:
                    return []
        return []

    def _not_defined(self, scan: dict) -> str:
        """Why there is no DAG to look at; "" if there is."""
        if scan["error"]:
            return f"Airflow can't import it.\n{scan['error'].strip()}"
        missing = [dag for dag in self._ids if dag not in scan["dags"]]
        if not missing:
            return ""
        has = f"it defines {', '.join(scan['dags'])}" if scan["dags"] else "a scan finds no DAG in it"
        return f"it should define the DAG {missing[0]!r}, and {has}."


def task_that_calls_itself(text: str) -> str:
    """The name of a function under @task that calls what has its own name; "" for none."""
    for node in ast.walk(ast.parse(text.removeprefix("\ufeff"))):
        if isinstance(node, ast.FunctionDef) and any("task" in ast.unparse(each) for each in node.decorator_list):
            called = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
            if any(isinstance(func, ast.Name) and func.id == node.name for func in called):
                return node.name
    return ""


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
