"""Checks an answer that is a function for Spark: calls it on each scenario's frames, and lets the rules look."""

from dataclasses import replace

from workbook.checking.context import Context
from workbook.checking.rule_evaluation import RuleEvaluation
from workbook.checking.spark_run import SparkRun
from workbook.exercises.kinds import SparkExercise
from workbook.exercises.verdicts import Line, Verdict


def check(exercise: SparkExercise, answer: str, context: Context) -> Verdict:
    """The verdict on the source of a function. Raises WorkbookError where Spark is not installed."""
    runner = context.spark_runner()
    first = exercise.scenarios[0]
    evaluations = [RuleEvaluation(rule, first) for rule in exercise.rules]
    printed = ""
    for scenario in exercise.scenarios:
        if scenario.large and any(each.faults for each in evaluations):
            continue  # it takes a second, and the small ones have shown what is wrong
        run = runner.run(answer, exercise.function, exercise.arguments, scenario)
        printed = printed or next((call.printed for call in run.calls if call.printed.strip()), "")
        if failed := _failed(run, "" if scenario is first else f"with {scenario.name}"):
            return _with_printed(Verdict(exercise.id, [Line(False, "answer", failed)]), printed)
        for each in evaluations:
            if scenario is first or not each.rule.of_the_first:
                each.at(run)
    # Where the first rule, what the answer is for, is broken, it means little that others are kept.
    seen = [each for each in evaluations if each.faults] or evaluations
    verdict = Verdict(exercise.id, [each.line() for each in seen])
    verdict.right_on_other_data(exercise.scenarios[1:])
    return _with_printed(verdict, printed)


def _failed(run: SparkRun, where: str) -> str:
    """Why the last call left nothing to look at; "" where it did."""
    at = len(run.calls) - 1
    last = run.calls[at]
    if last.wrong:
        return last.wrong
    if last.ended:
        return last.error
    if last.error and (last.kind != "raised" or not run.fixture.calls[at].fails):
        told = ", ".join(filter(None, (where, run.fixture.calls[at].name)))
        place = f" ({told})" if told else ""
        if last.kind == "returned":
            return last.error.replace(", not", f"{place}, not") if place else last.error
        if last.kind == "unreadable":
            return f"a reader can't read the table afterwards{place}: {last.error}"
        return f"it stops with an error{place}: {last.error}"
    return ""


def _with_printed(verdict: Verdict, printed: str) -> Verdict:
    """Beside the first thing that is wrong, what the answer printed."""
    at = next((at for at, line in enumerate(verdict.lines) if not line.ok), None)
    if at is not None and printed.strip():
        line = verdict.lines[at]
        verdict.lines[at] = replace(line, evidence=(*line.evidence, f"it printed:\n{printed.rstrip()}"))
    return verdict
