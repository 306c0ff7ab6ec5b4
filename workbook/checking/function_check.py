"""Checks an answer that is a Python function: calls it on each scenario, and lets the rules look."""

import re
from collections.abc import Callable
from dataclasses import replace

import psycopg2

from workbook.checking import error_advice, function_source
from workbook.checking.context import Context
from workbook.checking.function_runner import FunctionRun, FunctionRunner
from workbook.checking.function_source import FunctionAnswer
from workbook.checking.rule_evaluation import RuleEvaluation
from workbook.databases import redshift_words
from workbook.errors import described
from workbook.exercises.fixtures import Scenario
from workbook.exercises.kinds import PyExercise
from workbook.exercises.rule import Rule
from workbook.exercises.verdicts import Line, Verdict


def check(exercise: PyExercise, answer: str | FunctionAnswer, context: Context) -> Verdict:
    """The verdict on the source of a function, or on a function."""
    if isinstance(answer, str):
        answer = FunctionAnswer(*function_source.defined(answer, exercise.function, context.limits))
    verdict = Verdict(exercise.id)
    function, wrong = answer.function, answer.wrong
    if function is not None and not wrong:
        wrong = function_source.wrong_arguments(function, (*exercise.parts, *exercise.arguments))
    if function is None or wrong:
        verdict.lines.append(Line(False, "answer", wrong))
        return verdict
    runner = context.function_runner(exercise.parts, exercise.autocommit)
    try:
        with exercise.around():
            return _FunctionCheck(exercise, function, runner, verdict).judged()
    finally:
        runner.tidy()


NONE_AS_TEXT = (
    "None was written into the text of the SQL. Pass the values beside it, execute(sql, values): then the driver"
    " writes NULL."
)
SWALLOWED = 3  # errors shown


class _FunctionCheck:
    """The check of one function."""

    def __init__(self, exercise: PyExercise, function: Callable, runner: FunctionRunner, verdict: Verdict) -> None:
        self._exercise, self._function, self._runner, self._verdict = exercise, function, runner, verdict
        self._first = exercise.scenarios[0]
        self._evaluations = [RuleEvaluation(rule, self._first) for rule in exercise.rules if not rule.runs_last]

    def judged(self) -> Verdict:
        """The verdict, after a run on each scenario, or up to the first that leaves nothing to look at."""
        runs: list[FunctionRun] = []
        try:
            return self._after(runs)
        finally:
            self._tell_what_it_said(runs)

    def _after(self, runs: list[FunctionRun]) -> Verdict:
        """The verdict, and in `runs` those that led to it."""
        for scenario in self._exercise.scenarios:
            if scenario.large and any(each.faults for each in self._evaluations):
                continue  # it takes a second, and the small ones have shown what is wrong
            runs.append(run := self._run(scenario))
            if ends := self._ended(run, scenario):
                self._verdict.lines += ends
                return self._verdict
        evaluations = self._evaluations
        if not any(each.faults for each in evaluations):
            last = [RuleEvaluation(rule, self._first) for rule in self._exercise.rules if rule.runs_last]
            for each in last:
                each.at(runs[0])
            evaluations = evaluations + last
        # Where the first rule, what the answer is for, is broken, it means little that others are kept.
        for line in [each.line() for each in evaluations if each.faults or not evaluations[0].faults]:
            # Two rules of one kind may have the same words: where both are kept, once is enough.
            if not line.ok or line not in self._verdict.lines:
                self._verdict.lines.append(line)
        self._verdict.right_on_other_data(self._exercise.scenarios[1:])
        return self._verdict

    def _tell_what_it_said(self, runs: list[FunctionRun]) -> None:
        """Beside the first thing that is wrong, show what the answer printed, and the errors that it swallowed."""
        lines = self._verdict.lines
        at = next((at for at, line in enumerate(lines) if not line.ok), None)
        if at is None or not runs:
            return
        printed = next((run.called.printed for run in runs if run.called.printed.strip()), "")
        swallowed = list(dict.fromkeys(text for run in runs for text in run.swallowed))[:SWALLOWED]
        further = [f"it printed:\n{printed.rstrip()}"] if printed else []
        further += [f"an error that it caught:\n{text}" for text in swallowed]
        lines[at] = replace(lines[at], evidence=(*lines[at].evidence, *further))

    def _run(self, scenario: Scenario) -> FunctionRun:
        remember = [
            query for rule in self._exercise.rules if self._asks(rule, scenario) for query in rule.remember
        ]
        return self._runner.run(self._function, scenario, self._exercise.table, remember=remember)

    def _asks(self, rule: Rule, scenario: Scenario) -> bool:
        return scenario is self._first or (not rule.of_the_first and (rule.on_large or not scenario.large))

    def _ended(self, run: FunctionRun, scenario: Scenario) -> list[Line]:
        """Let the rules look at a run; lines, where nothing more can be learned."""
        if not run.violations and (says := self._not_done(run, scenario)):
            advice = self._exercise.advice(run)
            run.violations.append(f"{says.rstrip('.')}. {advice}" if advice else says)
        for each in () if run.violations else self._evaluations:
            if self._asks(each.rule, scenario):
                each.at(run)
        faulty = [each for each in self._evaluations if each.faults]
        if run.left_open and any(each.rule.needs_commit for each in faulty):
            says = "it returns without COMMIT, so closing the connection undoes all that it did."
            return [Line(False, "answer", says)]
        if not run.violations:
            return []
        return [*(Line(False, "answer", text) for text in run.violations), *(each.line() for each in faulty)]

    def _not_done(self, run: FunctionRun, scenario: Scenario) -> str:
        """Why there is nothing to look at: an error, or nothing sent; "" where there is something."""
        first = scenario is self._first
        where = "" if first else f" (with {scenario.name})"
        if isinstance(run.error, SystemExit):
            return f"it ends with sys.exit(){where}: a function returns, or raises an error."
        if run.error is not None:
            advice = _advice(run.error)
            return f"it stops with an error{where}: {described(run.error)}" + (f". {advice}" if advice else "")
        if first and self._exercise.parts and not run.statements:
            return "it sent no statement through the connection that it was given."
        if first and self._exercise.parts and set(run.statements) == {"COMMIT"}:
            return "it made a cursor past the connection: write conn.cursor(cursor_factory=…) for another kind."
        return ""


def _advice(error: BaseException) -> str:
    """What helps against an error of the warehouse, where its own words don't tell; "" for most."""
    if not isinstance(error, psycopg2.Error) or not error.diag.message_primary:
        return ""
    message = error.diag.message_primary
    if re.search('"none"', message, re.IGNORECASE):
        return NONE_AS_TEXT
    return redshift_words.instead(error.pgcode or "", message, "") or error_advice.of_driver(error)
