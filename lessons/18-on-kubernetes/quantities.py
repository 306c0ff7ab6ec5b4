"""Amounts as Kubernetes writes them, and what a pod asks a node for.

Source: Kubernetes' documentation, "Resource Management for Pods and Containers".
"""

import re
from collections.abc import Mapping
from fractions import Fraction

QUANTITY = re.compile(r"(\d+\.?\d*|\.\d+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,2})?")
LETTERS = " KMGTPE"


def number(quantity: object) -> Fraction:
    """A quantity as a number: "500m" is 1/2, "4Gi" is 4 * 2**30. Raises ValueError for what is none."""
    found = QUANTITY.fullmatch(str(quantity))
    if not found:
        raise ValueError(f"Kubernetes can't read {quantity!r}. Write cpu as 2 or 500m, memory as 512Mi or 4Gi.")
    value, suffix = Fraction(found[1]), found[2] or ""
    if suffix == "m":
        return value / 1000
    if suffix[:1] in ("e", "E") and len(suffix) > 1 and suffix != "Ei":
        return value * Fraction(10) ** int(suffix[1:])
    base = 1024 if suffix.endswith("i") else 1000
    return value * base ** LETTERS.index(suffix[:1].upper() or " ")


def requests(resources: Mapping) -> dict[str, Fraction]:
    """What a container asks for, by resource. Where it names only a limit, that is its request too."""
    asked = {**_given(resources, "limits"), **_given(resources, "requests")}
    return {name: number(amount) for name, amount in asked.items()}


def limits(resources: Mapping) -> dict[str, Fraction]:
    """What a container may not exceed, by resource."""
    return {name: number(amount) for name, amount in _given(resources, "limits").items()}


def _given(resources: Mapping, what: str) -> Mapping:
    amounts = (resources.get(what) if isinstance(resources, Mapping) else resources) or {}
    if not isinstance(amounts, Mapping):
        raise ValueError(f'{what} should be amounts by resource, such as {{"cpu": "500m"}}, and not {amounts!r}.')
    return amounts


def of_pod(pod: Mapping) -> dict[str, Fraction]:
    """The cpu and memory that a pod asks a node for: those of its containers together."""
    asked = [requests(each.get("resources") or {}) for each in pod["spec"]["containers"]]
    return {name: sum((each.get(name, Fraction(0)) for each in asked), Fraction(0)) for name in ("cpu", "memory")}
