"""fits-on-the-node: seven pods that become ready one after the other, and the node that should run them."""

from collections.abc import Mapping
from typing import Any

from workbook.exercises import load_module

nodes = load_module("18-on-kubernetes", "nodes")
quantities = load_module("18-on-kubernetes", "quantities")

CPU, MEMORY = "3900m", "14Gi"  # what the node has for pods
# In the order in which they become ready.
RESOURCES: dict[str, dict[str, dict[str, str]]] = {
    "extract": {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"memory": "1Gi"}},
    "train": {"requests": {"cpu": "2", "memory": "6Gi"}, "limits": {"memory": "6Gi"}},
    "score": {"requests": {"cpu": "1500m", "memory": "2Gi"}},
    "report": {"limits": {"cpu": "1", "memory": "4Gi"}},
    "publish": {},
    "archive": {"requests": {"cpu": "100m", "memory": "7Gi"}},
    "rebuild": {"requests": {"cpu": "4", "memory": "8Gi"}},
}
USES = {  # at its peak
    "extract": {"cpu": "700m", "memory": "900Mi"},
    "train": {"cpu": "3", "memory": "6.5Gi"},
    "score": {"cpu": "1", "memory": "1.5Gi"},
    "report": {"cpu": "2", "memory": "3Gi"},
    "publish": {"cpu": "200m", "memory": "1Gi"},
    "archive": {"cpu": "100m", "memory": "500Mi"},
    "rebuild": {"cpu": "1", "memory": "2Gi"},
}
NAMES = tuple(RESOURCES)


def experiment(_context: object) -> dict[str, set[str]]:
    """Place the pods; the right prediction. No cluster is asked: the rule is Kubernetes' own, by requests."""
    asked = {name: _asked(name) for name in NAMES}
    [node] = one = nodes.nodes(1, CPU, MEMORY)
    waiting = nodes.place(asked, one)
    running = set(node.pods)
    never = {name for name in NAMES if not nodes.nodes(1, CPU, MEMORY)[0].fits(asked[name])}
    on_two = set(NAMES) - set(nodes.place(asked, nodes.nodes(2, CPU, MEMORY)))
    del node.pods["train"]
    after = set(waiting) - set(nodes.place({name: asked[name] for name in waiting}, one))
    return {
        "run at once on one node": running,
        "start when train has ended": after,
        "run at once on two nodes": on_two,
        "can never start": never,
        "killed for its memory": {name for name in NAMES if _over_limit(name, "memory")},
        "slowed down": {name for name in NAMES if _over_limit(name, "cpu")},
        "evicted first": {name for name in running if not asked[name]["memory"]},
    }


def truth(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """The right prediction."""
    return found


WHY = {
    "run at once on one node": "A pod starts if what it asks for, of CPU and of memory, is still free: what pods"
    " use does not count. One that does not fit waits, and the next one gets its turn. Where only a limit is"
    " given, it is the request too; a pod that asks for nothing always fits.",
    "start when train has ended": "train gives back 2 CPUs and 6 GiB. Add up what extract, report and publish"
    " still ask for.",
    "run at once on two nodes": "A second node has its own 3.9 CPUs and 14 GiB. A pod is on one node: it is"
    " never split.",
    "can never start": "A pod that asks for more than a whole node has fits on none, however many there are.",
    "killed for its memory": "A container that uses more memory than its limit is killed. Without a limit it is"
    " not, as long as the node has memory.",
    "slowed down": "A container gets no more CPU than its limit: it is slowed down, not killed. Without a limit"
    " it may use what is idle.",
    "evicted first": "When a node runs out of memory, the pods that use more than they asked for go first. One"
    " that asked for nothing uses more with its first byte.",
}


def evidence(found: Mapping[str, set[str]], key: str, guess: Any) -> str:
    """What is so, and why."""
    if key != "run at once on one node":
        return f"It is: {_listed(found[key])}. {WHY[key]}"
    asked = [f"{name} {_shown(_asked(name))}" for name in NAMES]
    return f"It is: {_listed(found[key])}. {WHY[key]} They ask for: {'; '.join(asked)}."


def _asked(name: str) -> dict:
    return quantities.of_pod({"spec": {"containers": [{"resources": RESOURCES[name]}]}})


def _over_limit(name: str, resource: str) -> bool:
    limit = quantities.limits(RESOURCES[name]).get(resource)
    return limit is not None and quantities.number(USES[name][resource]) > limit


def _shown(asked: Mapping) -> str:
    return f"{float(asked['cpu']):g} CPU, {float(asked['memory'] / 2**30):g} GiB"


def _listed(names: set[str]) -> str:
    return ", ".join(name for name in NAMES if name in names) or "none"
