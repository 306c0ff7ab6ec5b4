"""Judges answers that another system runs. Of these, grading runs those alone that are data, and no program.

A pod template is YAML: Airflow makes pods of it for a DAG of ours, and nothing of a learner's is run. A DAG file,
dbt files and a function for Spark are programs, and these systems run them with all rights of whoever starts them:
a person reads them and gives their points.
"""

from collections.abc import Collection

from workbook import checking, engines
from workbook.checking.context import Context
from workbook.exercises import registry
from workbook.exercises.kinds import FileExercise, PodTemplateExercise
from workbook.grading.records import Result
from workbook.grading.results import passed, refused, ungraded

SYSTEMS = {"dag": "Airflow", "dbt": "dbt", "spark": "Spark"}
NEEDS = "needs {system}, which does not run in the sandbox. A person reads the answer and gives its points."
NO_AIRFLOW = "it needs Airflow, which is not installed here: type `make airflow`, and grade again."
# For a context of grading: Airflow makes pods, and shows what predictions are about. It runs no learner's code.
RUNNERS = {"dag": engines.dag_runner}


def judged(exercise: FileExercise, answer: str, context: Context) -> Result:
    """What becomes of an answer. Raises WorkbookError for what is not the answer's fault.

    There are no hidden rows: a pod template is about no data.
    """
    if reason := why_not(exercise):
        return ungraded(exercise, reason, answer)
    verdict = checking.check(exercise, answer, context)
    return (passed if verdict.passed else refused)(exercise, verdict, answer)


def why_not(exercise: FileExercise) -> str:
    """Why answers to an exercise are not graded here, in words that follow "not graded: "; "" where they are."""
    if not isinstance(exercise, PodTemplateExercise):
        return NEEDS.format(system=SYSTEMS[exercise.kind])
    return "" if engines.is_installed("airflow") else NO_AIRFLOW


def announced(lessons: Collection[str]) -> list[str]:
    """Sentences for the teacher, before anything is graded: which exercises of these lessons are not, and why."""
    ids: dict[str, list[str]] = {}
    for lesson in sorted(lessons):
        for exercise in registry.load(lesson).exercises.values():
            if isinstance(exercise, FileExercise) and (reason := why_not(exercise)):
                ids.setdefault(reason, []).append(exercise.id)
    return [f"Not graded: {', '.join(each)}. Each {reason.removeprefix('it ')}" for reason, each in ids.items()]
