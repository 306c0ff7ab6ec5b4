"""no-secret-in-the-pod: the password comes from the Secret, and from nowhere else; the rest is as given."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from workbook.checking.dag_run import RenderedPods
from workbook.exercises import Fault, load_module
from workbook.exercises.rule import Rule

kubelet = load_module("18-on-kubernetes", "kubelet")
pods = load_module("18-on-kubernetes", "pods")
quantities = load_module("18-on-kubernetes", "quantities")

SECRET, KEY, VARIABLE = "warehouse-login", "WAREHOUSE_PASSWORD", "WAREHOUSE_PASSWORD"
CLEAR = "pl3ase-ch4nge+me"  # the password in the given template: made up
OTHERS = ("another/one:2", "c$(WAREHOUSE_USER)d")  # what the Secret may hold later
# What the given template has besides, and each pod keeps.
ENV = {
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": "http://airflow-api-server:8080/execution/",
    "WAREHOUSE_USER": "loader",
    "WAREHOUSE_HOST": "warehouse",
}
TASKS = {"load": {"cpu": "1", "memory": "2Gi"}, "check": {"cpu": "250m", "memory": "512Mi"}}
LIMITS = {"load": "2Gi", "check": "1Gi"}  # of memory; there is no other


def secrets(password: str) -> dict[str, dict[str, str]]:
    """The Secrets of the cluster."""
    return {SECRET: {KEY: password}}


def _bases(run: RenderedPods) -> Iterator[tuple[str, Mapping]]:
    """Each task, and the container that runs it."""
    return ((task, pod["spec"]["containers"][0]) for task, pod in run.pods.items())


@dataclass(frozen=True)
class FromTheSecret(Rule):
    """The container `base` of each pod has the password that the Secret holds, and does not start without one."""

    name = "secret"
    passed = f"each container gets {VARIABLE} from the Secret, whatever it holds"

    def faults(self, run: RenderedPods) -> list[Fault]:
        """The first container that has it not; one that starts without the Secret."""
        for task, container in _bases(run):
            if wrong := next(filter(None, (_differs(container, each) for each in (CLEAR, *OTHERS))), ""):
                return [Fault(f"the container of {task} {wrong}")]
            try:
                kubelet.environment(container, {})
            except kubelet.DoesNotStart:
                continue
            return [Fault(f"the container of {task} starts where the Secret is missing, and has no password.")]
        return []


def _differs(container: Mapping, password: str) -> str:
    """How a container's password differs from the one that the Secret holds; "" for not at all."""
    try:
        found = kubelet.environment(container, secrets(password)).get(VARIABLE)
    except kubelet.DoesNotStart as error:
        return f"does not start: {error}. There is {SECRET}, with the key {KEY}."
    if found is None:
        return f"has no variable {VARIABLE}."
    if found == password:
        return ""
    return f"has {VARIABLE} {found!r}, where the Secret holds {password!r}."


@dataclass(frozen=True)
class NowhereInClear(Rule):
    """No pod holds the password, in whatever field, as it is or encoded."""

    name = "in clear"
    passed = "the password is nowhere in the pods"

    def faults(self, run: RenderedPods) -> list[Fault]:
        """Each place that holds it."""
        for task, pod in run.pods.items():
            for path, text in _texts(pod):
                if any(form in text for form in _forms()):
                    return [Fault(f"the pod of {task} holds the password at {path}.")]
        return []


def _forms() -> list[str]:
    """The password as it may be written: in clear, in a URL, in base64."""
    in_base64 = [base64.b64encode(CLEAR.encode() + end).decode() for end in (b"", b"\n")]
    return [CLEAR, quote(CLEAR, safe=""), *in_base64]


def _texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a pod, and where it is; names of fields too."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield f"{path}.{key}".lstrip("."), key
            yield from _texts(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for n, each in enumerate(value):
            name = each.get("name", n) if isinstance(each, Mapping) else n
            yield from _texts(each, f"{path}[{name}]")
    else:
        yield path, value if isinstance(value, str) else json.dumps(value)


@dataclass(frozen=True)
class OtherwiseAsGiven(Rule):
    """The pods run their tasks as the given template has it, and fit on a node."""

    cpu: str  # of the largest node, for pods
    memory: str

    name = "pod"
    passed = "the pods are otherwise as given, and fit on a node"

    def faults(self, run: RenderedPods) -> list[Fault]:
        """The first thing that differs."""
        for task, pod in run.pods.items():
            if wrong := self._wrong(pod, TASKS[task], LIMITS[task]):
                return [Fault(f"the pod of {task}: {wrong}")]
        return []

    def _wrong(self, pod: Mapping, asked: Mapping[str, str], limit: str) -> str:
        spec, container = pod["spec"], pod["spec"]["containers"][0]
        resources = container.get("resources") or {}
        if wrong := pods.no_task(container):
            return wrong
        if spec.get("restartPolicy") != "Never":
            return "restartPolicy should be Never: Airflow tries again, in a new pod."
        try:
            whole, had = quantities.of_pod(pod), quantities.requests(resources)
            may = quantities.limits(resources)
        except ValueError as error:
            return str(error)
        for resource, most in (("cpu", self.cpu), ("memory", self.memory)):
            if whole[resource] > quantities.number(most):
                return f"it asks for more {resource} than any node has ({most}): it would wait for ever."
            if had.get(resource) != quantities.number(asked[resource]):
                return f"its container should ask for {resource} {asked[resource]}, as before."
        if may != {"memory": quantities.number(limit)}:
            return f"its container's limits should be memory {limit} alone, as before."
        try:
            found = kubelet.environment(container, secrets("any"))
        except kubelet.DoesNotStart:  # as the rule of the Secret says
            return ""
        missing = [name for name, value in ENV.items() if found.get(name) != value]
        return f"{missing[0]} should be {ENV[missing[0]]!r}, as before." if missing else ""
