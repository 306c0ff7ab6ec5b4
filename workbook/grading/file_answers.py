"""Judges answers that another system runs, as far as that can be done without trust in them.

A pod template is YAML: Airflow makes pods of it for a DAG of ours, and nothing of a learner's is run. dbt files
are run by a process without rights (sandbox.dbt_runner). A DAG file and a function for Spark are programs, which
these systems run with all rights of whoever starts them: a person reads them and gives their points.
"""

from collections.abc import Collection
from dataclasses import replace

from workbook import checking, engines
from workbook.checking.context import Context
from workbook.exercises import registry
from workbook.exercises.kinds import DbtExercise, FileExercise
from workbook.exercises.verdicts import Verdict
from workbook.grading.hidden_rows import on_hidden_rows
from workbook.grading.records import Result
from workbook.grading.results import LONGEST, passed, refused, refused_hidden, too_long, ungraded
from workbook.grading.sandbox import cleanup, dbt_runner

SYSTEMS = {"dag": "Airflow", "dbt": "dbt", "spark": "Spark"}
NEEDS = "needs {system}, which does not run in the sandbox. A person reads the answer and gives its points."
NOT_INSTALLED = "needs {system}, which is not installed here: type `make {command}`, and grade again."
NOT_SAFE = "needs limits that this machine can't give to dbt: grade in a container that has dbt, or on Linux 6.7."
# For a context of grading: Airflow makes pods, and shows what predictions are about. It runs no learner's code.
RUNNERS = {"dag": engines.dag_runner, "dbt": dbt_runner.confined}


def judged(exercise: FileExercise, answer: str, context: Context, seed: int) -> Result:
    """What becomes of an answer. Raises WorkbookError for what is not the answer's fault."""
    if reason := why_not(exercise):
        return ungraded(exercise, reason, answer)
    if len(answer) > LONGEST:
        return too_long(exercise, answer)
    if isinstance(exercise, DbtExercise):
        return _on_dbt(exercise, answer, context, seed)
    # A pod template has no hidden rows: it is about no data.
    verdict = checking.check(exercise, answer, context)
    return (passed if verdict.passed else refused)(exercise, verdict, answer)


def _on_dbt(exercise: DbtExercise, answer: str, context: Context, seed: int) -> Result:
    """What becomes of dbt files, on the rows handed out and then on others; nothing of a run reaches the next."""

    def checked(by: DbtExercise) -> Verdict:
        verdict = checking.check(by, answer, context)  # if it raises, the runner is another one next time
        context.dbt_runner().as_new(cleanup.leave_nothing)
        return verdict

    verdict = checked(exercise)
    if not verdict.passed:
        return refused(exercise, verdict, answer)
    variant = replace(exercise, scenarios=exercise.other_scenarios(seed))
    if on_hidden_rows(lambda: checked(variant)).passed:
        return passed(exercise, verdict, answer)
    return refused_hidden(exercise, verdict, "", answer)


def why_not(exercise: FileExercise) -> str:
    """Why answers to an exercise are not graded here, in words that follow "not graded: "; "" where they are."""
    kind, system = exercise.kind, SYSTEMS[exercise.kind]
    if exercise.by_hand:
        return NEEDS.format(system=system)
    if not engines.is_installed(system.lower()):
        return NOT_INSTALLED.format(system=system, command=system.lower())
    # Without its limits, a learner's dbt would run with our rights.
    return NOT_SAFE if kind == "dbt" and dbt_runner.missing() else ""


def announced(lessons: Collection[str]) -> list[str]:
    """Sentences for the teacher, before anything is graded: which exercises of these lessons are not, and why."""
    ids: dict[str, list[str]] = {}
    for lesson in sorted(lessons):
        for exercise in registry.load(lesson).exercises.values():
            if isinstance(exercise, FileExercise) and (reason := why_not(exercise)):
                ids.setdefault(reason, []).append(exercise.id)
    return [f"Not graded: {', '.join(each)}. Each {reason}" for reason, each in ids.items()]
