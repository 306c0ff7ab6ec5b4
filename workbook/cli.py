"""The command `workbook`: one thin function a verb. What a verb needs is imported when it runs.

Over 300 lines: all verbs and their options, side by side.
"""

import codecs
import contextlib
import importlib.util
import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from workbook import engines
from workbook.errors import NotJudged, WorkbookError
from workbook.exercises.protocols import PendingAnswer

app = typer.Typer(
    help="Learn warehouse ELT by doing it, on real local databases.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
teachers = typer.Typer()  # the verbs of authors and teachers, whose modules a hand-out has not
of_airflow = typer.Typer()  # in a hand-out only where its lessons have DAGs
of_spark = typer.Typer()  # and this one where they have Spark


@app.command()
def up() -> None:
    """Start the servers that are not up."""
    from workbook import servers

    servers.up(print)
    print(
        "`workbook lab` copies the notebooks to my/ and opens JupyterLab; `workbook fresh 04` copies a lesson's."
    )


def _stop_engines() -> None:
    """Stop Airflow and Spark; a hand-out of other lessons has them not."""
    if engines.has("airflow"):
        from workbook.engines.airflow import services as of_airflow

        of_airflow.down_all(print)
    if engines.has("spark"):
        from workbook.engines.spark import services as of_spark

        of_spark.down(print)


@app.command()
def down() -> None:
    """Stop this clone's servers, and Airflow and Spark with them."""
    from workbook import servers

    _stop_engines()
    servers.down(print)


@app.command()
def status() -> None:
    """Show what runs, where, and from which program."""
    from workbook import servers
    from workbook.exercises.tables import Rows

    found = servers.status()
    rows = [(s.name, s.state, s.address, s.version, s.program) for s in found]
    print(Rows(["server", "state", "address", "version", "program"], rows))


@app.command()
def url(
    server: Annotated[Literal["warehouse", "source"], typer.Argument(help="which server")] = "warehouse",
    database: Annotated[str, typer.Argument(help="the database; the administrator's own without it")] = "",
) -> None:
    """Print an address with its login, for psql, DBeaver, VS Code and other programs. It holds a password."""
    from workbook import servers

    address = getattr(servers.ensure(), server)
    address = replace(address, database=database or address.database)
    print(address.url("postgresql" if server == "warehouse" else "mysql"))


@app.command()
def reset() -> None:
    """Stop the servers, make their data anew, and start them. Your notebooks and progress stay."""
    from workbook import servers

    _stop_engines()
    servers.reset(print)


@of_airflow.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
def airflow(
    words: Annotated[list[str] | None, typer.Argument(metavar="up|down|status|WORDS", help="see below")] = None,
) -> None:
    """Airflow on this clone's servers, after `make airflow`. `up`, `down` and `status` are for its scheduler,
    dag-processor, triggerer and API server, with the UI; all other words go to Airflow's own command.
    """
    from workbook.engines.airflow import services, settings, terminal
    from workbook.exercises.tables import Rows

    settings.python()  # says how to install it, before any server starts
    match words or ["status"]:
        case ["up"]:
            services.up(terminal.instance(), print)
        case ["down"]:
            services.down(settings.home(terminal.NAME), print)
        case ["status"]:
            print(Rows(["service", "state", "address", "pid"], services.status(settings.home(terminal.NAME))))
        case _:
            raise typer.Exit(terminal.command(words or []))


@of_spark.command()
def spark(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="up|down|status|submit FILE|java", help="see below")
    ] = None,
) -> None:
    """A small cluster of Spark, after `make spark`: `up`, `down` and `status` are for its master, two workers
    and batch server, `submit` runs a Python file as an application on it, and `java` finds or fetches the Java
    that it needs, and archives its classes.
    """
    from workbook.engines.spark import archive, services, submit
    from workbook.exercises.tables import Rows
    from workbook.servers import java

    match words or ["status"]:
        case ["up"]:
            services.up(print)
        case ["down"]:
            services.down(print)
        case ["status"]:
            print(Rows(["service", "state", "address", "pid"], services.status()))
        case ["java"]:
            print(f"Spark's Java: {java.find(print)}")
            archive.make(print)
        case ["submit", file, *further]:
            raise typer.Exit(submit.run(Path(file), further))
        case _:
            raise WorkbookError("workbook spark takes up, down, status, java, or submit and a Python file.")


@app.command()
def lab() -> None:
    """Open JupyterLab on your own copies, in my/."""
    from workbook.notebook import lab as jupyterlab

    jupyterlab.run()


@app.command()
def fresh(lesson: Annotated[str, typer.Argument(help="the lesson, as 04 or 04-keeping-the-latest")]) -> None:
    """Take a fresh copy of a lesson's notebooks; the old ones are kept beside them."""
    from workbook.notebook import learner_copies

    learner_copies.fresh(lesson)


@app.command()
def data(
    rows: Annotated[str, typer.Option(help="how many, as 10_000_000")],
) -> None:
    """Make more survey answers than the lessons have, as a CSV file that they can be opened with."""
    from workbook.datasets import scaled

    path = scaled.write(rows)
    count = scaled.row_count(rows)
    print(f"{count:,} rows, {path.stat().st_size / 1e6:,.0f} MB: {path}")
    print(f'In a notebook, lesson("07-full-refresh", rows={count:_}) fills its tables with them.')


@teachers.command()
def build(
    lessons: Annotated[list[str] | None, typer.Argument(help="the lessons to build; all without it")] = None,
    check: Annotated[bool, typer.Option("--check", help="build nothing; fail if anything built is stale")] = False,
) -> None:
    """Build notebooks/, solutions/ and exercises/ from lessons/."""
    from workbook import build as builder

    if not check:
        builder.build(lessons, report=print)
        return
    stale = builder.stale(lessons)
    print("\n".join(stale) if stale else "All that is built is up to date.")
    raise typer.Exit(1 if stale else 0)


@teachers.command()
def handout(
    lessons: Annotated[list[str], typer.Argument(help="the lessons, as 04 or 04-keeping-the-latest")],
    out: Annotated[Path, typer.Option("--out", "-o", help="a new folder, or a new file named .zip")],
) -> None:
    """Make a class's hand-out: lessons with all that runs them, without solutions and answers."""
    from workbook.build import handout as package

    chosen = package.write(lessons, out)
    print(f"{out} holds {', '.join(chosen)}. Its README.md says how to start.")
    for said in package.by_hand(chosen):
        print(said)


@app.command()
def check(
    exercise: Annotated[str, typer.Argument(help="the exercise's id, as latest-per-day")],
    file: Annotated[
        Path, typer.Argument(help="the answer: SQL text, Python source, a dict, or a notebook with it")
    ],
) -> None:
    """Check an answer in a file. Exit code 0: passed, 1: refused, 2: it could not be run."""
    from workbook import checking
    from workbook.checking import answer_file, subprocess_check
    from workbook.checking.context import Context
    from workbook.exercises import registry
    from workbook.notebook import after_pass, answers, progress

    try:
        _, found = registry.find(exercise)
        is_notebook = file.suffix.lower() == ".ipynb"
        answer = answers.of_file(file, found) if is_notebook else answer_file.read(file, found)
        if found.kind == "py" or isinstance(answer, PendingAnswer):
            verdict = subprocess_check.check(exercise, answer)
        else:
            with contextlib.closing(Context(runners=engines.RUNNERS)) as context:
                verdict = checking.check(found, answer, context)
    except answer_file.NoAnswer as error:
        raise _fault(error, 1) from None
    except NotJudged as error:
        raise _fault(f"not judged: {error}", 2) from None
    except (WorkbookError, OSError) as error:
        raise _fault(error, 2) from None
    print(verdict, *(after_pass.on_redshift(found, answer) if verdict.passed else ()), sep="\n", flush=True)
    try:
        progress.record(exercise, verdict.passed)
    except WorkbookError as error:  # the verdict stands
        print(error, file=sys.stderr)
    raise typer.Exit(0 if verdict.passed else 1)


@app.command()
def redshift(
    file: Annotated[
        Path, typer.Argument(metavar="FILE|NOTEBOOK|-", help="SQL, a notebook, or Python; - for input")
    ],
) -> None:
    """Say what in SQL for the warehouse Redshift does not take, with what to write there. It only advises.

    Of a notebook, the cells of %%sql warehouse and the answers are read; of Python, strings that begin as SQL and
    are handed to execute(), given as sql=, or assigned to a name, but not those that are put together (f-strings).
    Exit code 0: nothing is named, 1: something is named, 2: a statement could not be read, and which one is said.
    """
    from workbook.notebook import redshift_report

    try:
        report = redshift_report.of(file)
    except WorkbookError as error:
        raise _fault(error, 2) from None
    print(report.text)
    raise typer.Exit(report.code)


def _fault(error: object, code: int) -> typer.Exit:
    print(f"workbook: {error}", file=sys.stderr)
    return typer.Exit(code)


@app.command()
def progress(lesson: Annotated[str | None, typer.Argument(help="one lesson; all without it")] = None) -> None:
    """Show which exercises have passed."""
    from workbook.notebook import progress as standings

    print(standings.overview(lesson))


@teachers.command()
def grade(
    submitted: Annotated[Path, typer.Argument(help="the folder of STUDENT/LESSON/NOTEBOOK.ipynb")],
    grades: Annotated[Path, typer.Option("-o", "--output", help="the folder for grades.csv and the records")],
    seed: Annotated[int | None, typer.Option(help="of the hidden rows; kept in GRADES/seed.txt")] = None,
    jobs: Annotated[int | None, typer.Option(help="processes; one a core without it")] = None,
    class_: Annotated[
        Path | None, typer.Option("--class", metavar="FILE", help="the class's roster.csv, or another class.toml")
    ] = None,
    due: Annotated[
        str | None, typer.Option(help='"2026-12-01 23:59 Asia/Seoul", or a CSV file of lesson and due')
    ] = None,
    late_penalty: Annotated[str | None, typer.Option(help='"10%/day, at most 50%"; none without it')] = None,
    gradebook: Annotated[
        bool, typer.Option("--gradebook", help="points go to nbgrader's gradebook, and a teacher's come from it")
    ] = False,
    shard: Annotated[
        str | None, typer.Option(metavar="K/N", help="only part K of N, on one of many machines")
    ] = None,
) -> None:
    """Grade submissions, on all cores. Stopped with Ctrl-C, the same command goes on where it was.

    What class.toml beside SUBMITTED says of the class is followed; options replace it.
    """
    from workbook.grading import grade as grading
    from workbook.grading import report, shards
    from workbook.grading.classrules import class_file
    from workbook.grading.sandbox.sandbox import missing_limits

    part = shards.parse(shard) if shard else None
    rules = class_file.load(submitted, class_, due, late_penalty)
    graded = grading.grade(submitted, grades, seed, jobs, shard=part)
    if part:
        print(grading.summary(replace(graded, records=[]), missing_limits()))
        print(f"Part {shard} is graded. After the last one, the same command without --shard writes the grades.")
        return
    url = ""
    if gradebook:
        from workbook.grading import gradebook as book

        url = book.of_course()
    written = report.write(grades, graded.records, rules, url)
    print(grading.summary(replace(graded, records=written.records), missing_limits()))
    print(*written.remarks, *written.files, sep="\n")


@teachers.command()
def similar(
    grades: Annotated[Path, typer.Argument(help="the folder that `workbook grade` wrote to")],
) -> None:
    """Find students whose answers are alike, and write GRADES/similar.html. A hint for you to read, no verdict."""
    from workbook.grading import pages, records
    from workbook.grading.similar import pairs

    found = pairs.find(records.read_all(grades))
    path = pages.write_similar(grades, found, pairs.MOST)
    print(f"{len(found)} pairs of students with similar answers: {path}")


classroom = typer.Typer(help="A class on one server: a role and databases for each learner.", no_args_is_help=True)
teachers.add_typer(classroom, name="class")


@classroom.command("add")
def class_add(names: Annotated[Path, typer.Argument(help="a CSV file with a column `name`")]) -> None:
    """Make roles and databases for the learners of a file; who has them keeps password and data."""
    from workbook import classroom

    classroom.add(names)


@classroom.command("remove")
def class_remove(name: Annotated[str, typer.Argument(help="the learner's name")]) -> None:
    """Drop a learner's role and databases."""
    from workbook import classroom

    classroom.remove(name)


@classroom.command("list")
def class_list() -> None:
    """Show who is in the class."""
    from workbook import classroom

    print(classroom.listing())


TEACHERS = bool(importlib.util.find_spec("workbook.build"))
if TEACHERS:
    app.add_typer(teachers)
if engines.has("airflow"):
    app.add_typer(of_airflow)
if engines.has("spark"):
    app.add_typer(of_spark)


def from_a_notebook(words: list[str]) -> None:
    """Run a verb from a cell: the same words, without leaving the kernel."""
    app(words, standalone_mode=False, prog_name="%workbook")


def _print_anything() -> None:
    """Let what is printed hold any character, whatever the locale: C's has no ✓, nor have some code pages."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding
            stream.reconfigure(encoding=encoding, errors="replace")


def main() -> None:
    """The command: a WorkbookError is one sentence and exit code 1; Ctrl-C is 130."""
    _print_anything()
    try:
        if TEACHERS and sys.argv[1:2] == ["grade"]:
            from workbook.grading import forking

            forking.get_ready()  # its processes import while this one does, and while the command line is read
        app()
    except WorkbookError as error:
        print(f"workbook: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        if begun := sys.modules.get("workbook.grading.forking"):
            begun.abandon()
        sys.exit(130)
