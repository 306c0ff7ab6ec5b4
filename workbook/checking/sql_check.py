"""Checks answers in SQL: runs each on each fixture, and lets the rules look."""

from collections.abc import Callable, Sequence

from workbook.checking import error_advice, not_judged
from workbook.checking.context import LOST, Context
from workbook.checking.rule_evaluation import RuleEvaluation
from workbook.checking.rules.result_rows import ResultRows
from workbook.checking.sql_runner import SqlRun
from workbook.databases import sqltext
from workbook.databases.fixtures import Fixture
from workbook.databases.sql_session import SqlError
from workbook.exercises.kinds import SqlExercise
from workbook.exercises.verdicts import Line, Verdict


def check(exercise: SqlExercise, answer: str, context: Context) -> Verdict:
    """The verdict on a SQL text."""
    return check_together(exercise, [answer], context)[0].verdict


def check_together(
    exercise: SqlExercise, answers: Sequence[str], context: Context, between: Callable[[], None] = lambda: None
) -> list["SqlCheck"]:
    """The checks of several SQL texts, each with the verdict that it would get alone.

    Each runs on each fixture. That is made anew for each run, unless the one before has changed nothing: then
    it is as new. After a run that may have changed something, `between` is called.
    """
    found = [SqlCheck(exercise, answer) for answer in answers]
    for fixture in exercise.fixtures:
        for each in found:
            if not each.over:
                each.run(fixture, context, between)
    for each in found:
        each.judge()
    return found


class SqlCheck:
    """The check of one SQL text; `over` once nothing more can be learned of it, and `seconds` are what it took."""

    def __init__(self, exercise: SqlExercise, text: str) -> None:
        self.text, self.verdict, self.over, self.seconds = text, Verdict(exercise.id), False, 0.0
        self._exercise, self._fixtures = exercise, exercise.fixtures
        self._evaluations = [RuleEvaluation(rule, self._fixtures[0]) for rule in exercise.rules]
        self._gives_rows = any(isinstance(rule, ResultRows) for rule in exercise.rules)
        self._gave: list[object] = []
        if not sqltext.split(sqltext.clean(text), exercise.engine):
            self.end("there is no SQL in the answer yet, or only comments.")
        elif text.lstrip("\ufeff \r\n").startswith("%%"):
            self.end("leave out the line that begins with %%: it belongs to the notebook, and is no SQL.")

    def run(self, fixture: Fixture, context: Context, between: Callable[[], None]) -> None:
        """Run it on a fixture, and let the rules look."""
        asked = self._exercise
        began = context.clock()
        remember = [query for each in self._looking_at(fixture) for query in each.rule.remember]
        runner = context.sql_runner(asked.engine)
        run = runner.run(self.text, fixture, remember, asked.watch, asked.asks_only)
        try:
            self.saw(run)
        except LOST as lost:
            if context.is_down() or not_judged.no_room(lost):
                raise
            context.forget()
            lacks = f" ({not_judged.lacking(lost)})" if not_judged.lacking(lost) else ""
            self.end(f"what the answer left ends the session of whoever uses it{lacks}.")
        self.seconds += context.clock() - began
        if not run.changed_nothing:
            between()

    def _looking_at(self, fixture: Fixture) -> list[RuleEvaluation]:
        first = fixture is self._fixtures[0]
        return [each for each in self._evaluations if first or not each.rule.of_the_first]

    def end(self, says: str) -> None:
        """Nothing more is looked at, for this reason."""
        self.verdict.lines.append(Line(False, "answer", says))
        self.over = True

    def saw(self, run: SqlRun) -> None:
        """Let the rules look at a run."""
        if full := not_judged.no_room(run.error):
            raise full
        if run.error:
            # Wrong rows on an earlier fixture may be of the same mistake, and say more of it.
            self.verdict.lines += [each.line() for each in self._evaluations if each.faults]
            where = "" if run.fixture is self._fixtures[0] else f"with {run.fixture.name}, "
            self.end(f"{where}it stops with an error.{self._advice(run)}\n{run.error}")
            return
        self._gave.append(run.result and sorted(map(repr, run.result.rows)))
        for each in self._looking_at(run.fixture):
            each.at(run)
        if run.left_open and any(each.faults for each in self._evaluations):
            self.end("the answer left a transaction open, so all that it did was rolled back: end it with COMMIT.")

    def _advice(self, run: SqlRun) -> str:
        if not isinstance(run.error, SqlError):
            return ""
        advice = error_advice.of_answer(run.error, self._exercise.engine, self.text, run.fixture.binds)
        return f" {advice}" if advice else ""

    def judge(self) -> None:
        """Complete the verdict, after the last run."""
        verdict, gave = self.verdict, self._gave
        if self.over:
            return
        for line in (each.line() for each in self._evaluations):
            # Two rules may say the same of a table that is not there: once is enough.
            if line.ok or line.text not in {said.text for said in verdict.lines}:
                verdict.lines.append(line)
        if verdict.passed:
            verdict.right_on_other_data(self._fixtures[1:])
        elif self._gives_rows and gave[0] and len(gave) > 1 and all(rows == gave[0] for rows in gave):
            says = "the answer gives the same rows whatever the table holds: let the query read them."
            verdict.lines.append(Line(False, "other data", says))
