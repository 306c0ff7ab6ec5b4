"""Which pods run on which nodes: as Kubernetes' scheduler decides by requests alone.

It looks at what pods ask for, never at what they use. A pod that fits nowhere waits, and the next one gets its
turn. Of several nodes with room it takes the one with the most left; how it weighs CPU against memory is its own
matter, so ask only what does not hang on it. Source: Kubernetes' documentation, "Kubernetes Scheduler" and
"Resource Management for Pods and Containers".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from workbook.exercises import load_module

quantities = load_module("18-on-kubernetes", "quantities")


@dataclass
class Node:
    """A node: what pods may have of it, cpu in cores and memory in bytes, and the pods that it has."""

    name: str
    room: Mapping[str, Fraction]
    pods: dict[str, Mapping[str, Fraction]] = field(default_factory=dict)

    def left(self, resource: str) -> Fraction:
        return self.room[resource] - sum((each[resource] for each in self.pods.values()), Fraction(0))

    def fits(self, asked: Mapping[str, Fraction]) -> bool:
        return all(asked[resource] <= self.left(resource) for resource in self.room)


def nodes(count: int, cpu: object, memory: object) -> list[Node]:
    """So many empty nodes, each with so much for pods: `cpu` and `memory` as Kubernetes writes them."""
    room = {"cpu": quantities.number(cpu), "memory": quantities.number(memory)}
    return [Node(f"node {n}", room) for n in range(1, count + 1)]


def place(asked: Mapping[str, Mapping[str, Fraction]], on: Sequence[Node]) -> list[str]:
    """Put pods on nodes in the order of `asked`, pod -> its requests; the names of those that wait."""
    waiting = []
    for name, amounts in asked.items():
        fitting = [node for node in on if node.fits(amounts)]
        if fitting:
            max(fitting, key=_share_left).pods[name] = amounts
        else:
            waiting.append(name)
    return waiting


def _share_left(node: Node) -> Fraction:
    return sum((node.left(each) / node.room[each] for each in node.room), Fraction(0))
