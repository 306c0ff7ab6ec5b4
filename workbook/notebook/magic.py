"""What a notebook sees: `%%sql`, `%workbook`, and the functions lesson, check, hint, reset, progress, figure."""

import difflib
import inspect
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.display import display

from workbook import checking, plans, servers
from workbook.checking.context import Context
from workbook.checking.function_source import FunctionAnswer
from workbook.databases import sqltext
from workbook.databases.server_text import Times
from workbook.databases.sql_session import ServerGone, Session, SqlError
from workbook.errors import WorkbookError
from workbook.exercises import registry
from workbook.exercises.kinds import CELL_KINDS, Exercise, SqlExercise, name_of_answer
from workbook.notebook import after_pass, position, results
from workbook.notebook import progress as standings
from workbook.notebook.cell_magics import SqlLine, read_sql_line, with_body
from workbook.notebook.kernel_state import ENGINES, KernelState

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

SYNTAX_ERRORS = ("42601", "1064")  # PostgreSQL's and MySQL's codes
FUNCTIONS = ("lesson", "check", "hint", "reset", "progress", "figure", "plan", "connect")


class AnswerRefused(WorkbookError):
    """An answer that the check refused; the verdict above it says why."""


def load(shell, context: Context, command: Callable[[list[str]], None]) -> "WorkbookMagics":
    """Start what is not up, and put the workbook's magics and functions into the notebook; the magics.

    Answers are checked in `context`. `command` runs a verb of the command `workbook`, for `%workbook`.
    """
    servers.ensure()
    magics = WorkbookMagics(shell, KernelState(context), command)
    shell.register_magics(magics)
    shell.push({name: getattr(magics, name) for name in FUNCTIONS})
    # Last of them, so that blank lines before the magic are gone.
    shell.input_transformers_cleanup.append(with_body)
    return magics


def unload(shell) -> None:
    """Close the notebook's sessions; the functions stay, and connect anew when they are used."""
    if with_body in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(with_body)
    shell.magics_manager.registry[WorkbookMagics.__name__].kernel.close()


@magics_class
class WorkbookMagics(Magics):
    """The magics and functions of one notebook."""

    shell: "InteractiveShell"

    def __init__(self, shell, kernel: KernelState, command: Callable[[list[str]], None]) -> None:
        super().__init__(shell)
        self.kernel, self._command = kernel, command

    # --- magics

    @cell_magic
    def sql(self, line: str, cell: str = "") -> None:
        """Run SQL on the notebook's session of an engine, or as the answer to an exercise."""
        asked = read_sql_line(line)
        try:
            if asked.answer:
                self._answer(asked.answer, asked.engine, cell)
            else:
                self._run(asked, cell)
        except ServerGone as gone:
            raise self.kernel.lost(gone) from None

    @line_magic
    def workbook(self, line: str) -> None:
        """`%workbook up`, `down`, `status`, `reset`: the command's verbs, from a cell."""
        self._command(shlex.split(line))

    # --- functions

    def lesson(self, name: str, rows: int | None = None) -> None:
        """Begin the lesson `name` (its number will do): the notebook's databases are made anew from its tables.

        With `rows`, its survey answers (`nps`) are so many: 10_000_000 takes a few minutes.
        """
        opened = self.kernel.open(registry.full_name(name), rows)
        self._name_connections()
        for engine in ENGINES:
            tables = opened.notebook.tables(engine)
            if tables:
                with self.kernel.session(engine).connection.cursor() as cursor:
                    counts = []
                    for table in tables:
                        cursor.execute(f"SELECT count(*) FROM {table.name}")
                        counts += cursor.fetchone()
                pairs = zip(tables, counts, strict=True)
                print(f"{engine}: {', '.join(f'{table.name} ({count:,} rows)' for table, count in pairs)}")

    def check(self, exercise: str) -> None:
        """Check the answer to an exercise. Raises AnswerRefused, with the verdict shown, if it isn't right."""
        _, found = registry.find(exercise)
        self.kernel.at = exercise
        answer = self._given(found)
        try:
            verdict = checking.check(found, answer, self.kernel.context)
        except ServerGone as gone:
            raise self.kernel.lost(gone) from None
        display(verdict)  # first: the page of progress loads the checks of all lessons, once a kernel
        standings.record(exercise, verdict.passed)
        if not verdict.passed:
            raise AnswerRefused("Change your answer, run its cell, and check again.")
        display(after_pass.of(exercise, answer))

    def hint(self, exercise: str | None = None) -> None:
        """Print the next of an exercise's three hints: of the one above the cell, where none is named."""
        exercise = exercise or position.exercise_above(self.shell) or self.kernel.at
        if exercise is None:
            raise WorkbookError('Name the exercise, as in hint("first-query"), or run its cell first.')
        _, found = registry.find(exercise)
        self.kernel.at = exercise
        given = min(self.kernel.hints_given.get(exercise, 0) + 1, len(found.hints))
        self.kernel.hints_given[exercise] = given
        print(f"Hint {given} of {len(found.hints)}: {found.hints[given - 1]}")

    def reset(self) -> None:
        """Make the notebook's databases anew from the lesson's tables."""
        self.kernel.reset()
        self._name_connections()
        print("Your databases are as at the start of the lesson.")

    def progress(self, lesson: str | None = None) -> standings.Overview:
        """Which exercises have passed: all of them, or one lesson's."""
        return standings.overview(lesson and registry.full_name(lesson))

    def figure(self, name: str, *args, **kwargs) -> None:
        """Show a figure of this lesson: the function `name` of its figures.py, called with the rest."""
        figures = registry.load_module(self.kernel.opened.name, "figures")
        # Another lesson's figure too, but no helper that a module imports.
        known = {
            key: value
            for key, value in inspect.getmembers(figures, inspect.isfunction)
            if not key.startswith("_") and value.__module__.endswith(".figures")
        }
        draw = known.get(name)
        if draw is None:
            near = difflib.get_close_matches(name, known, 3, 0)
            raise WorkbookError(f"This lesson has no figure {name!r}. Did you mean: {', '.join(near)}?")
        from workbook.notebook.figures import png

        picture = png(draw(*args, **kwargs))
        # What the figure shows, in words, for those who can't see it.
        words = (inspect.getdoc(draw) or "").partition("\n")[0]
        display({"image/png": picture, "text/plain": words}, raw=True)

    def plan(self, sql, after=None, engine: str = "warehouse", analyze: bool = True):
        """The plan of a statement as a tree; of two statements, or of an earlier plan and one, beside each other.

        The warehouse runs the statement (EXPLAIN ANALYZE), in a transaction that is rolled back; with
        `analyze=False` it only says what it would do. The source only says it. Raises WorkbookError.
        """
        from workbook.notebook.plan_display import Shown

        asked = [sql] if after is None else [sql, after]
        if engine not in ENGINES or not all(isinstance(each, (str, Shown)) for each in asked):
            raise WorkbookError(
                'plan() takes SQL, or what plan() gave before; its engine is "warehouse" or "source".'
            )
        found = [
            each.plans[-1] if isinstance(each, Shown) else self._plan(engine, each, analyze) for each in asked
        ]
        return Shown(*found)

    def connect(self, part: str, autocommit: bool = False):
        """Another: "warehouse" (psycopg2), "source" (pymysql), "store" (boto3), "airflow", "dbt", "spark"."""
        return self.kernel.connect(part, autocommit)

    # --- how they work

    def _name_connections(self) -> None:
        self.shell.push(self.kernel.names())

    def _run(self, asked: SqlLine, cell: str) -> None:
        assert asked.engine  # or read_sql_line had refused the line
        session = self.kernel.session(asked.engine)
        if self.shell.user_ns.get(asked.engine) is not session.connection:
            self._name_connections()
        if not sqltext.split(sqltext.clean(cell), asked.engine):
            print("There is no SQL in this cell.")
        try:
            if asked.explain:
                display(self.plan(cell, engine=asked.engine))
            else:
                self._show(session, self._bound(session, cell), asked.keep_as)
        except SqlError as error:
            raise self._with_unbound(error, session, cell) from None
        finally:
            if session.is_open and session.in_transaction():
                print(_open_transaction(session))

    def _bound(self, session: Session, text: str) -> str:
        """The text with each :name that Python knows written into it."""
        names = self.shell.user_ns
        return sqltext.bind(
            sqltext.clean(text), session.engine, names, lambda name: session.literal(name, names[name])
        )

    def _with_unbound(self, error: SqlError, session: Session, text: str) -> SqlError:
        """The error, and what helps where it is of a `:name` that no variable has."""
        names = sqltext.unbound(sqltext.clean(text), session.engine, self.shell.user_ns)
        if error.code not in SYNTAX_ERRORS or not names:
            return error
        named = ", ".join(f":{name}" for name in names)
        says = f"{named} got no value: there is no Python variable {names[0]}. Set it in a cell above."
        return SqlError(f"{error}\nHINT:  {says}", error.code)

    def _plan(self, engine: str, text: str, analyze: bool) -> plans.Plan:
        session = self.kernel.session(engine)
        try:
            return plans.explain(session, self._bound(session, text), analyze)
        except ServerGone as gone:
            raise self.kernel.lost(gone) from None

    def _show(self, session: Session, text: str, keep_as: str | None) -> None:
        last = None
        kept, times = (None, Times.AS_PYTHON) if keep_as else (results.WHOLE + 1, Times.AS_TEXT)
        for result in session.run(text, kept, times):
            for notice in result.notices:
                print(notice)
            if result.columns is None:
                print(result.tag)
            elif not keep_as:
                results.show(result)
            last = result if result.columns is not None else last
        if keep_as:
            if last is None:
                raise WorkbookError(f"No statement of the cell returned rows, so {keep_as} was not set.")
            self.shell.push({keep_as: results.frame(last)})

    def _answer(self, exercise: str, engine: str | None, cell: str) -> None:
        _, found = registry.find(exercise)
        if not isinstance(found, SqlExercise):
            raise WorkbookError(f"{found.id} is answered in Python, not in a %%sql cell.")
        if engine not in (None, found.engine):
            raise WorkbookError(f"{found.id} is answered on the {found.engine}: write %%sql --answer {found.id}.")
        self.kernel.answers[found.id], self.kernel.at = cell, found.id
        if not sqltext.split(sqltext.clean(cell), found.engine):
            print("No answer yet: write your SQL below the first line, then run the cell.")
            return
        first = found.fixtures[0]
        context = self.kernel.context
        run = context.judged(
            found.id,
            lambda: context.sql_runner(found.engine).run(cell, first, times=Times.AS_TEXT),
            lambda run: False,
        )
        for result in run.results:
            print(result.tag) if result.columns is None else results.show(result)
        if run.error:
            raise run.error
        print(f"(run on fresh tables of the exercise; now check({found.id!r}))")

    def _given(self, found: Exercise) -> object:
        """The answer as it stands in the notebook. Raises AnswerRefused if there is none."""
        if found.kind in CELL_KINDS:
            if found.id not in self.kernel.answers:
                first = f"%%{found.kind} --answer {found.id}"
                raise AnswerRefused(f"Run the cell that begins with {first} first, then this one.")
            return self.kernel.answers[found.id]
        name = name_of_answer(found)
        if name not in self.shell.user_ns:
            raise AnswerRefused(f"Run the cell that defines {name} first, then this one.")
        value = self.shell.user_ns[name]
        return FunctionAnswer.named(self.shell.user_ns, name) if found.kind == "py" else value


def _open_transaction(session: Session) -> str:
    """What a learner has to know of it before the next cell."""
    if session.has_failed:
        return "A transaction is open, and has failed: nothing else runs before ROLLBACK, which undoes it."
    return "A transaction is open: COMMIT keeps what it did, ROLLBACK undoes it."
