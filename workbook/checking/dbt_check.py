"""Checks an answer that is files of a dbt project: lets dbt read it, runs its steps, and lets the rules look."""

from workbook.checking.context import Context
from workbook.checking.dbt_run import DbtProject, DbtResponse, DbtRun
from workbook.checking.rule_evaluation import RuleEvaluation
from workbook.exercises import dbt_files
from workbook.exercises.fixtures import DbtScenario
from workbook.exercises.kinds import DbtExercise
from workbook.exercises.verdicts import Line, Verdict


def check(exercise: DbtExercise, answer: str, context: Context) -> Verdict:
    """The verdict on files of a dbt project as one text. Raises WorkbookError where dbt is not installed."""
    try:
        files = dbt_files.read(answer, exercise.file)
    except dbt_files.NoFiles as error:
        return Verdict(exercise.id, [Line(False, "answer", str(error))])
    runner = context.dbt_runner()
    first = exercise.scenarios[0]
    evaluations = [RuleEvaluation(rule, first) for rule in exercise.rules]
    of_the_scan = [each for each in evaluations if each.rule.of_the_scan]
    of_the_runs = [each for each in evaluations if not each.rule.of_the_scan]
    remember = list(dict.fromkeys(query for each in of_the_runs for query in each.rule.remember))
    for scenario in exercise.scenarios:
        where = "" if scenario is first else f"with {scenario.name}, "
        read = runner.read({**exercise.given, **files}, scenario)
        if not read.ok:
            return _refused(exercise, f"{where}{why_unread(read)}")
        if scenario is first:
            for each in of_the_scan:
                each.at(DbtProject(scenario, read.nodes))
            if any(each.faults for each in of_the_scan):
                return Verdict(exercise.id, [each.line() for each in of_the_scan])
        run = runner.run(scenario, remember)
        if failed := _failed(run, scenario):
            return _refused(exercise, f"{where}{failed}")
        for each in of_the_runs:
            each.at(run)
        if any(each.faults for each in of_the_runs):
            break
    seen = [each for each in of_the_runs if each.faults] or of_the_runs
    verdict = Verdict(exercise.id, [each.line() for each in [*of_the_scan, *seen]])
    verdict.right_on_other_data(exercise.scenarios[1:])
    return verdict


def why_unread(read: DbtResponse) -> str:
    """Why dbt can't read a project, in a sentence, and dbt's own words."""
    return f"dbt can't read the project.\n{read.error}" if read.ended else read.error


def _failed(run: DbtRun, scenario: DbtScenario) -> str:
    """Why a step has nothing to look at: it did not end, or a model or snapshot could not be made; "" for none."""
    for step, response in zip(scenario.steps, run.responses, strict=False):
        command = f"dbt {' '.join(step.command)}" + (f" {step.name}" if step.name else "")
        if response.error:
            return f"`{command}` can't run.\n{response.error}"
        broken = [each for each in response.bad if each.status == "error" and (step.right or each.kind != "test")]
        if broken:
            name = f"the {broken[0].kind} {broken[0].name}"
            return f"`{command}` fails: {name} can't be made.\n{broken[0].message}"
    return ""


def _refused(exercise: DbtExercise, text: str) -> Verdict:
    return Verdict(exercise.id, [Line(False, "answer", text)])
