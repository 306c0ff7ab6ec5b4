"""Lesson 18's own rules: Kubernetes' amounts, a container's environment, which pods fit on a node."""

import pytest
import yaml

from workbook.checking.pod_template_check import unreadable
from workbook.exercises import load_module, registry
from workbook.paths import LESSONS

kubelet = load_module("18-on-kubernetes", "kubelet")
nodes = load_module("18-on-kubernetes", "nodes")
pods = load_module("18-on-kubernetes", "pods")
quantities = load_module("18-on-kubernetes", "quantities")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500m", 0.5), (2, 2), ("0.1", 0.1), (".5", 0.5), ("1Ki", 1024), ("4Gi", 4 * 2**30), ("1k", 1e3),
        ("2e3", 2e3), ("1E", 1e18), ("1Ei", 2**60), ("100M", 1e8),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_kubernetes_does(text, amount):
    assert float(quantities.number(text)) == amount


@pytest.mark.parametrize("text", ["4 Gi", "2 cores", "4GB", "4gi", "-1", "", None, "1KiB", "1K"])
def test_what_kubernetes_can_not_read_is_refused(text):
    with pytest.raises(ValueError, match="Kubernetes can't read"):
        quantities.number(text)


def test_a_limit_alone_is_the_request_too():
    resources = {"limits": {"cpu": "1", "memory": "4Gi"}, "requests": {"cpu": "500m"}}
    assert quantities.requests(resources) == {"cpu": 0.5, "memory": 4 * 2**30}
    assert quantities.requests({}) == quantities.limits({}) == {}


FROM_KEY = {"name": "A", "valueFrom": {"secretKeyRef": {"name": "login", "key": "k"}}}


@pytest.mark.parametrize(
    ("container", "found"),
    [
        ({"env": [FROM_KEY]}, {"A": "1$(B)"}),
        ({"env": [{"name": "B", "value": "b"}, FROM_KEY, {"name": "C", "value": "$(A)-$(B)-$(D)-$$(B)-$B"}]},
         {"A": "1$(B)", "B": "b", "C": "1$(B)-b-$(D)-$(B)-$B"}),
        ({"env": [{"name": "C", "value": "$(A)"}, FROM_KEY]}, {"A": "1$(B)", "C": "$(A)"}),
        ({"env": [FROM_KEY, {"name": "A", "value": "later"}]}, {"A": "later"}),
        ({"env": [{"name": "A", "valueFrom": {}}]}, {"A": ""}),
        ({"envFrom": [{"secretRef": {"name": "login"}, "prefix": "P_"}]}, {"P_k": "1$(B)"}),
        ({"envFrom": [{"secretRef": {"name": "none", "optional": True}}], "env": [{"name": "k", "value": "x"}]},
         {"k": "x"}),
    ],
)  # fmt: skip
def test_a_container_finds_its_environment(container, found):
    assert kubelet.environment(container, {"login": {"k": "1$(B)"}}) == found


@pytest.mark.parametrize("secrets", [{}, {"login": {}}])
def test_a_container_without_its_secret_does_not_start(secrets):
    with pytest.raises(kubelet.DoesNotStart):
        kubelet.environment({"env": [FROM_KEY]}, secrets)


def test_what_pods_fit_does_not_hang_on_the_order_of_nodes():
    """The prediction asks for two nodes: whichever Kubernetes prefers, the same pods run."""
    night = load_module("18-on-kubernetes", "night")
    asked = {name: night._asked(name) for name in night.NAMES}
    placed = nodes.nodes(2, night.CPU, night.MEMORY)
    waiting = nodes.place(asked, placed)
    first_fit = nodes.nodes(2, night.CPU, night.MEMORY)
    for name, amounts in asked.items():
        if node := next((each for each in first_fit if each.fits(amounts)), None):
            node.pods[name] = amounts
    assert waiting == ["rebuild"]
    assert {name for node in first_fit for name in node.pods} == {name for node in placed for name in node.pods}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no YAML yet"), ("# only a comment\n", "no YAML yet"), ("---\n", "no YAML yet"),
        ("%%dag x.yaml\nkind: Pod", "begins with %%"), ("a: [", "it is no YAML: "),
        ("a: 2025-99-99", "it is no YAML: "),
        ("a: 1\n---\nb: 2", "2 YAML documents"), ("just words", "it is no pod: at its top"),
        ("apiVersion: v1\nkind: Pod\nspec: {containers: none}", "spec.containers should be a list"),
    ],
)  # fmt: skip
def test_what_is_no_template_is_told_in_a_sentence(text, says):
    assert says in unreadable(text)
    assert "\n" not in unreadable(text)


def test_the_exercises_template_is_one():
    assert unreadable(pods.TEMPLATE.read_text(encoding="utf-8")) == ""


def test_the_charts_values_hold_no_secret_and_the_lessons_executors():
    values = yaml.safe_load((LESSONS / "18-on-kubernetes" / "values.yaml").read_text(encoding="utf-8"))
    given = registry.load("18-on-kubernetes").exercises["pod-for-a-task"].settings
    assert values["executor"] == given["AIRFLOW__CORE__EXECUTOR"]
    assert f"{values['defaultAirflowRepository']}:{values['defaultAirflowTag']}" == pods.IMAGE
    assert not {"fernetKey", "jwtSecret", "apiSecretKey", "webserverSecretKey"} & set(values)
    assert "metadataConnection" not in values["data"]
