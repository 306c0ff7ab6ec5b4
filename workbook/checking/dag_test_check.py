"""Checks an answer that is a pytest file for a DAG: it passes on right DAGs, and fails on each broken one."""

from collections.abc import Iterator

from workbook.checking.dag_run import RunFailed
from workbook.exercises.kinds import DagTestExercise, DagUnderTest
from workbook.exercises.protocols import DagRunner
from workbook.exercises.verdicts import Line, Verdict

NO_TEST = 5  # pytest's exit code
RIGHT, BROKEN = "right DAGs", "broken DAGs"


def judged(exercise: DagTestExercise, text: str, runner: DagRunner) -> Verdict:
    """The verdict on the text of a pytest file."""
    for dag in exercise.right:
        if wrong := _refuses(exercise, text, runner, dag):
            return Verdict(exercise.id, [Line(False, RIGHT, wrong)])
    passes = Line(True, RIGHT, f"your tests pass on {len(exercise.right)} DAGs that do what the text says")
    missed = list(_missed(exercise, text, runner))
    if missed:
        noticed = len(exercise.broken) - len(missed)
        says = f"your tests notice {noticed} of {len(exercise.broken)}. They pass on these, too:"
        return Verdict(exercise.id, [passes, Line(False, BROKEN, "\n".join([says, *missed]))])
    return Verdict(
        exercise.id, [passes, Line(True, BROKEN, f"they fail on each of {len(exercise.broken)} broken DAGs")]
    )


def _refuses(exercise: DagTestExercise, text: str, runner: DagRunner, dag: DagUnderTest) -> str:
    """Why the tests do not pass on a right DAG; "" if they do."""
    runner.put(dag.text, exercise.file)
    try:
        found = runner.tests(text, exercise.tests, exercise.scenarios[0])
    except RunFailed as error:
        return f"on a right DAG ({dag.name}): {error}"
    if found["code"] == NO_TEST:
        return "pytest finds no test: a test is a function whose name begins with test_."
    if found["code"]:
        return f"your tests fail on a DAG that does what the text says ({dag.name}).\n{found['text']}"
    if not found["passed"]:
        return "no test ran to its end: all of them are skipped, or expected to fail."
    return ""


def _missed(exercise: DagTestExercise, text: str, runner: DagRunner) -> Iterator[str]:
    """The broken DAGs on which the tests pass, or do not end, in words."""
    for dag in exercise.broken:
        runner.put(dag.text, exercise.file)
        try:
            found = runner.tests(text, exercise.tests, exercise.scenarios[0], first_failure=True)
        except RunFailed as error:
            yield f"- {dag.name}: {error}"
        else:
            if not found["code"]:
                yield f"- {dag.name}"
