"""pod-for-a-task: which tasks run in pods of their own, and what these pods ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from workbook.checking.dag_run import DagScan, RunFailed
from workbook.exercises import Fault, load_module
from workbook.exercises.rule import Rule

quantities = load_module("18-on-kubernetes", "quantities")

TEMPLATE = Path(__file__).with_name("worker.yaml")
IMAGE = "elt/airflow:3.3.2"
SETTINGS = {
    "AIRFLOW__CORE__EXECUTOR": "LocalExecutor,KubernetesExecutor",
    "AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE": str(TEMPLATE),
    "AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_REPOSITORY": IMAGE.partition(":")[0],
    "AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_TAG": IMAGE.partition(":")[2],
    "AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE": "airflow",
}
LOCAL, KUBERNETES = "LocalExecutor", "KubernetesExecutor"


@dataclass(frozen=True)
class Pod:
    """What a task's pod should be: its image, and what it asks for and may use, by resource."""

    image: str
    requests: Mapping[str, str]
    limits: Mapping[str, str]


@dataclass(frozen=True)
class OwnPods(Rule):
    """The tasks of `wanted` run in such pods, and all others without one."""

    wanted: Mapping[str, Pod]

    of_the_scan = True
    name = "pods"
    passed = "the tasks that need a pod have the right one, and the others have none"

    def faults(self, run: DagScan) -> list[Fault]:
        """The first thing that is wrong, by task."""
        try:
            tasks = run.runner.pods(run.dag, run.scan["settings"])
        except RunFailed as error:
            return [Fault(str(error))]
        for task, found in tasks.items():
            wanted = self.wanted.get(task)
            executor = KUBERNETES if wanted else LOCAL
            if found["executor"] != executor:
                return [Fault(f"{task} runs by the {found['executor']}, and should by the {executor}.")]
            if wanted and (wrong := _wrong(found["pod"], wanted)):
                return [Fault(f"the pod of {task}: {wrong}")]
        return []


def _wrong(pod: Mapping, wanted: Pod) -> str:
    """What is wrong with a pod; "" for nothing."""
    first, *others = pod["spec"]["containers"]
    if first.get("name") != "base":
        return f"its first container should be base, whose log Airflow reads, and is {first.get('name')!r}."
    if others:
        return f"it has further containers: {', '.join(each['name'] for each in others)}."
    if first.get("image") != wanted.image:
        return f"its image should be {wanted.image}, and is {first.get('image') or 'not given'}."
    resources = first.get("resources") or {}
    try:
        had = {"requests": quantities.requests(resources), "limits": quantities.limits(resources)}
    except ValueError as error:
        return str(error)
    for what, amounts in (("requests", wanted.requests), ("limits", wanted.limits)):
        if had[what] != {name: quantities.number(amount) for name, amount in amounts.items()}:
            given = resources.get(what) or {}
            taken = ", and the limits count" if what == "requests" and set(had[what]) - set(given) else ""
            return f"its {what} should be {_shown(amounts)}, and are {_shown(given)}{taken}."
    return _unlike_the_template(pod)


def no_task(container: Mapping) -> str:
    """That the container does not run the task that Airflow gives it; "" if it does."""
    if "execute_workload" in " ".join(map(str, container.get("args") or [])) and not container.get("command"):
        return ""
    return "it does not run the task: leave the container's args and command to Airflow."


def _shown(amounts: Mapping) -> str:
    return ", ".join(f"{name} {amounts[name]}" for name in sorted(amounts)) or "none"


def _unlike_the_template(pod: Mapping) -> str:
    """What else differs from a pod of the default template; "" for nothing."""
    base = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))["spec"]
    (usual,) = base["containers"]
    (container,) = pod["spec"]["containers"]
    if wrong := no_task(container):
        return wrong
    usual = {**usual, "env": [*usual["env"], {"name": "AIRFLOW_IS_K8S_EXECUTOR_POD", "value": "True"}]}
    for was, now, of in ((base, pod["spec"], "the pod"), (usual, container, "its container")):
        asked = {"containers", "image", "resources", "args"}
        for key in sorted({*was, *now} - asked):
            if was.get(key) != now.get(key):
                return f"{key} of {of} is not as the default template has it."
    return ""
