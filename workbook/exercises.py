"""The lessons' exercises: finds and loads a lesson's checks.py, and checks an answer by its rules."""

import difflib
import importlib.util
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

import psycopg2
import pymysql

from workbook import functions, paths, servers
from workbook.answers import SqlRunner
from workbook.errors import WorkbookError
from workbook.fixtures import Fixture, OtherData
from workbook.functions import FunctionRunner, Scenario
from workbook.predictions import PredictExercise
from workbook.rules import Rule
from workbook.rules.look import Look
from workbook.sessions import ServerGone, gone
from workbook.sqlchecks import SqlCheck
from workbook.verdicts import Line, Verdict


@dataclass(frozen=True)
class SqlExercise:
    """An exercise whose answer is SQL text for one engine.

    The answer runs on each fixture; the first is what the learner sees when the cell is run. Each rule looks at
    each run, in the rules' order. A second session watches the table `watch`, for a rule that asks what it saw.
    """

    id: str
    engine: str  # "warehouse" or "source"
    fixtures: Sequence[Fixture]
    rules: Sequence[Rule]
    hints: tuple[str, str, str]
    points: int = 1
    watch: str = ""
    other_data: OtherData = field(default_factory=OtherData)

    kind = "sql"

    @property
    def asks_only(self) -> bool:
        """Whether a right answer is a question: the rules look at the rows that it gives, and at nothing else."""
        return all(rule.by_result for rule in self.rules)

    def check(self, answer: str) -> Verdict:
        """The verdict on a SQL text."""
        return self.check_all([answer])[0].verdict

    def check_all(self, answers: Sequence[str], between: Callable[[], None] = lambda: None) -> list[SqlCheck]:
        """The checks of several SQL texts, each with the verdict that it would get alone.

        Each runs on each fixture. That is made anew for each run, unless the one before has changed nothing: then
        it is as new. After a run that may have changed something, `between` is called.
        """
        found = [SqlCheck(self.id, self.engine, self.rules, self.fixtures, answer) for answer in answers]
        for fixture in self.fixtures:
            for each in found:
                if not each.over:
                    self._run(each, fixture, between)
        for each in found:
            each.judged()
        return found

    def _run(self, check: SqlCheck, fixture: Fixture, between: Callable[[], None]) -> None:
        began = time.perf_counter()
        remember = [query for rule in self.rules for query in rule.remember]
        run = runner(self.engine).run(check.text, fixture, remember, self.watch, self.asks_only)
        try:
            check.saw(run)
        except LOST:
            if _down():
                raise
            forget_runners()
            check.end("what the answer left ends the session of whoever uses it.")
        check.seconds += time.perf_counter() - began
        if not run.changed_nothing:
            between()


@dataclass(frozen=True)
class PyExercise:
    """An exercise whose answer is a Python function.

    The function is called with what `parts` name (functions.FunctionRunner has them) and then the scenario's
    arguments, which `arguments` names. `table` is what the second session watches. The rules look at each run; the
    first of them says what the answer is for.
    """

    id: str
    function: str
    arguments: tuple[str, ...]
    scenarios: Sequence[Scenario]
    table: str
    rules: Sequence[Rule]
    hints: tuple[str, str, str]
    points: int = 1
    parts: tuple[str, ...] = ("conn",)
    autocommit: bool = False
    other_data: OtherData = field(default_factory=OtherData)

    kind = "py"

    def check(self, answer: str) -> Verdict:
        """The verdict on a Python source."""
        return self.check_function(*functions.defined(answer, self.function))

    def check_function(self, function: Callable | None, wrong: str = "") -> Verdict:
        """The verdict on a function; `wrong` says why there is none."""
        verdict = Verdict(self.id)
        wrong = wrong or functions.wrong_arguments(function, (*self.parts, *self.arguments))
        if wrong:
            verdict.lines.append(Line(False, "answer", wrong))
            return verdict
        calls = function_runner(self.parts, self.autocommit)
        try:
            return self._checked(function, calls, verdict)
        finally:
            calls.tidy()

    def _checked(self, function: Callable, calls: FunctionRunner, verdict: Verdict) -> Verdict:
        looks = [Look(rule, self.scenarios[0]) for rule in self.rules if not rule.after_all]
        remember = [query for rule in self.rules for query in rule.remember]
        first = None
        for scenario in self.scenarios:
            run = calls.run(function, scenario, self.table, remember=remember)
            if not run.complaints:
                run.complaints += self._not_done(run, scenario)
            for look in () if run.complaints else looks:
                look.at(run)
            if run.left_open and any(look.faults for look in looks if look.rule.needs_commit):
                says = "it returns without COMMIT, so closing the connection undoes all that it did."
                verdict.lines.append(Line(False, "answer", says))
                return verdict
            if run.complaints:
                verdict.lines += [Line(False, "answer", complaint) for complaint in run.complaints]
                verdict.lines += [look.line() for look in looks if look.faults]
                return verdict
            first = first or run
        if not any(look.faults for look in looks):
            last = [Look(rule, self.scenarios[0]) for rule in self.rules if rule.after_all]
            for look in last:
                look.at(first)
            looks += last
        # Where the first rule, what the answer is for, is broken, it means little that others are kept.
        verdict.lines += [look.line() for look in looks if look.faults or not looks[0].faults]
        if verdict.passed and len(self.scenarios) > 1:
            names = "; ".join(scenario.name for scenario in self.scenarios[1:])
            verdict.lines.append(Line(True, "other data", f"right there too ({names})"))
        return verdict

    def _not_done(self, run: functions.FunctionRun, scenario: Scenario) -> list[str]:
        """Why there is nothing to look at: an error, or nothing sent."""
        first = scenario is self.scenarios[0]
        where = "" if first else f" (with {scenario.name})"
        if isinstance(run.error, SystemExit):
            return [f"it ends with sys.exit(){where}: a function returns, or raises an error."]
        if run.error is not None:
            return [f"it stops with an error{where}: {functions.described(run.error)}"]
        if first and self.parts and not run.statements:
            return ["it sent no statement through the connection that it was given."]
        if first and self.parts and set(run.statements) == {"COMMIT"}:
            return ["it made a cursor past the connection: write conn.cursor(cursor_factory=…) for another kind."]
        return []


Exercise = SqlExercise | PyExercise | PredictExercise


@dataclass(frozen=True)
class Lesson:
    """A lesson's folder and what its checks.py says: the notebook's own tables, and the exercises by id."""

    name: str  # "04-keeping-the-latest"
    notebook: Fixture
    exercises: dict[str, Exercise] = field(default_factory=dict)
    dags: Sequence[str] = ()  # of the folder dags/, which the notebook's Airflow begins with

    @property
    def folder(self) -> Path:
        return paths.LESSONS / self.name


def names() -> list[str]:
    """The names of all lessons, in order."""
    return sorted(folder.parent.name for folder in paths.LESSONS.glob("[0-9][0-9]-*/checks.py"))


@cache
def load(name: str) -> Lesson:
    """The lesson `name`. Raises WorkbookError if there is none."""
    if name not in names():
        raise WorkbookError(f"There is no lesson {name!r}. The lessons are: {', '.join(names())}.")
    module = load_module(name, "checks")
    known = {exercise.id: exercise for exercise in module.exercises}
    return Lesson(name, module.notebook, known, getattr(module, "dags", ()))


@cache
def load_module(lesson: str, name: str):
    """A Python file of a lesson's folder as a module; the folder is no package: its name has a dash."""
    full = f"workbook_lessons.{lesson.replace('-', '_')}.{name}"
    spec = importlib.util.spec_from_file_location(full, paths.LESSONS / lesson / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module


def find(exercise: str) -> tuple[Lesson, Exercise]:
    """The lesson and the exercise with this id. Raises WorkbookError with the nearest ids if there is none."""
    for name in names():
        # Only the lesson that holds the id is loaded: another's mistake is not this exercise's business.
        if exercise in (paths.LESSONS / name / "checks.py").read_text(encoding="utf-8"):
            lesson = load(name)
            if exercise in lesson.exercises:
                return lesson, lesson.exercises[exercise]
    ids = [key for name in names() for key in load(name).exercises]
    near = difflib.get_close_matches(exercise, ids, 3, 0.4) or ids
    raise WorkbookError(f"There is no exercise {exercise!r}. Did you mean: {', '.join(near)}?")


@cache
def runner(engine: str) -> SqlRunner:
    """This process's runner for one engine."""
    return SqlRunner(engine)


@cache
def function_runner(parts: tuple[str, ...], autocommit: bool) -> FunctionRunner:
    """This process's runner of functions that are given these connections."""
    return FunctionRunner(parts, autocommit)


T = TypeVar("T")
LOST = (ServerGone, psycopg2.OperationalError, psycopg2.InterfaceError, pymysql.err.OperationalError)


def through_a_restart(run: Callable[[], T]) -> T:
    """What `run` gives, tried again if its connections were from before a restart. Raises ServerGone."""
    try:
        return run()
    except LOST:
        forget_runners()
        if down := _down():
            raise gone("source" if down == ["source"] else "warehouse") from None
        return run()


def _down() -> list[str]:
    return [status.name for status in servers.status() if status.state != "up"]


def forget_runners() -> None:
    """Let the next check connect anew."""
    runner.cache_clear()
    function_runner.cache_clear()
