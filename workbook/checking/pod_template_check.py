"""Checks an answer that is a pod template: Airflow renders the pods of a given DAG from it, and the rules look."""

import yaml

from workbook.checking.context import Context
from workbook.checking.dag_run import RenderedPods, RunFailed
from workbook.checking.rule_evaluation import RuleEvaluation
from workbook.exercises.kinds import PodTemplateExercise
from workbook.exercises.protocols import DagRunner
from workbook.exercises.verdicts import Line, Verdict

TEMPLATE = "AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE"
MAGIC = "it begins with %%: leave that line out, it belongs to the notebook, and is no YAML."
EMPTY = "it holds no YAML yet, or only comments."
# A pod template has some fifty values in six layers. Aliases (`*name`) let a few lines stand for billions.
LONGEST, MOST, DEEPEST = 20_000, 2_000, 50
TOO_LONG = f"it has more than {LONGEST:,} characters, and a pod template needs some hundred."
TOO_MUCH = f"with its aliases written out it has more than {MOST:,} values, or more than {DEEPEST} in one another."


def check(exercise: PodTemplateExercise, answer: str, context: Context) -> Verdict:
    """The verdict on the text of a pod template. Raises WorkbookError where Airflow is not installed."""
    if wrong := unreadable(answer):
        return Verdict(exercise.id, [Line(False, "answer", wrong)])
    return Verdict(exercise.id, _lines(exercise, answer, context.dag_runner()))


def _lines(exercise: PodTemplateExercise, answer: str, runner: DagRunner) -> list[Line]:
    (dag,) = exercise.dags
    template = runner.put(exercise.given, f"{dag}.py").with_name(exercise.file)
    template.write_text(answer, encoding="utf-8")
    try:
        tasks = runner.pods(dag, {**exercise.settings, TEMPLATE: str(template)})
    except RunFailed as error:
        return [Line(False, "answer", str(error))]
    (scenario,) = exercise.scenarios
    run = RenderedPods(scenario, {task: found["pod"] for task, found in tasks.items()})
    evaluations = [RuleEvaluation(rule, scenario) for rule in exercise.rules]
    for each in evaluations:
        each.at(run)
    return [each.line() for each in evaluations]


def unreadable(text: str) -> str:
    """Why a text is no pod template; "" if it is one. Airflow takes nearly any, and only Kubernetes refuses it."""
    if text.removeprefix("\ufeff").lstrip().startswith("%%"):
        return MAGIC
    if len(text) > LONGEST:
        return TOO_LONG
    try:
        if any(_is_too_much(each) for each in yaml.compose_all(text, yaml.SafeLoader)):
            return TOO_MUCH
        documents = [each for each in yaml.safe_load_all(text) if each is not None]
    except yaml.MarkedYAMLError as error:
        where = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        return f"it is no YAML: {error.problem}{where}."
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # such as a date that is none
        return f"it is no YAML: {str(error).splitlines()[0]}."
    if not documents:
        return EMPTY
    if len(documents) > 1:
        return f"it holds {len(documents)} YAML documents: a pod template is one, the pod alone."
    pod = documents[0]
    if not isinstance(pod, dict) or (pod.get("kind"), pod.get("apiVersion")) != ("Pod", "v1"):
        return "it is no pod: at its top it should have apiVersion: v1 and kind: Pod."
    spec = pod.get("spec")
    containers = spec.get("containers") if isinstance(spec, dict) else None
    if (
        not isinstance(containers, list)
        or not containers
        or not all(isinstance(each, dict) for each in containers)
    ):
        return "it is no pod: spec.containers should be a list of containers, of which the first runs the task."
    return ""


def _is_too_much(document: yaml.Node | None) -> bool:
    """Whether a document is too large to be made; an alias counts each time it is used."""
    left: list[tuple[yaml.Node | None, int]] = [(document, 1)]
    count = 0
    while left:
        node, depth = left.pop()
        count += 1
        if count > MOST or depth > DEEPEST:
            return True
        if isinstance(node, yaml.MappingNode):
            left += [(each, depth + 1) for pair in node.value for each in pair]
        elif isinstance(node, yaml.SequenceNode):
            left += [(each, depth + 1) for each in node.value]
    return False
