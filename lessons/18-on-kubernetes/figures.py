"""Lesson 18's figures: who starts a pod, and pods as blocks on nodes."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from workbook.exercises import load_module

nodes_module = load_module("18-on-kubernetes", "nodes")
quantities = load_module("18-on-kubernetes", "quantities")

SHADES = ("0.92", "0.78")
UNITS = {"cpu": ("CPU, cores", 1), "memory": ("memory, GiB", 2**30)}


def who_starts_a_pod() -> Figure:
    """The idea: Airflow asks Kubernetes for a pod, Kubernetes finds a node, the pod reports back."""
    figure = Figure(figsize=(7.6, 2.6), layout="constrained")
    axes = figure.add_subplot(xlim=(0, 100), ylim=(0, 36))
    axes.axis("off")
    boxes = {
        "scheduler\nKubernetesExecutor": (1, 24, 20, 9),
        "Kubernetes\nthe API: pods, Secrets": (36, 24, 24, 9),
        "node: 4 CPUs, 16 GiB\npods of other tasks": (76, 24, 22, 9),
        "pod of one task\ncontainer base": (76, 4, 22, 9),
        "Airflow's API server": (1, 4, 20, 9),
        "bucket\nthe logs": (36, 4, 24, 9),
    }
    for words, (x, y, width, height) in boxes.items():
        axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0.6", fc="0.94", ec="black"))
        axes.text(x + width / 2, y + height / 2, words, ha="center", va="center", size=8.5)
    arrows = {  # from and to -> the words, and their middle
        ((22, 28.5), (35, 28.5)): ("asks for\na pod", (28.5, 32)),
        ((61, 28.5), (75, 28.5)): ("finds a\nnode", (68, 32)),
        ((87, 23), (87, 14)): ("starts", (91, 18.5)),
        ((75, 7.5), (61, 7.5)): ("writes", (68, 9.5)),
    }
    for (start, end), (words, middle) in arrows.items():
        axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "lw": 1.2})
        axes.text(*middle, words, size=8, ha="center", va="center")
    axes.annotate(
        "", (22, 3.5), (75, 3.5), arrowprops={"arrowstyle": "->", "lw": 1.2, "connectionstyle": "arc3,rad=-0.12"}
    )
    axes.text(28.5, 5.2, "its state", size=8, ha="center", va="center")
    return figure


def pods_on_nodes(pods: Mapping[str, Mapping], nodes: int = 1, cpu: str = "3900m", memory: str = "14Gi") -> Figure:
    """What each pod asks for, as a block on its node, with a line to its limit; pods that wait are dashed.

    `pods` are rendered ones by task, in the order in which they become ready. The other arguments say how many
    nodes there are, and what each has for pods.
    """
    asked = {task: quantities.of_pod(pod) for task, pod in pods.items()}
    limits = {task: quantities.limits(_resources(pod)) for task, pod in pods.items()}
    on = nodes_module.nodes(nodes, cpu, memory)
    waiting = nodes_module.place(asked, on)
    rows = [(node.name, list(node.pods)) for node in on] + ([("waiting", waiting)] if waiting else [])
    figure = Figure(figsize=(7.6, 1.0 + 0.66 * len(rows)), layout="constrained")
    for axes, (resource, (words, unit)) in zip(figure.subplots(1, 2, sharey=True), UNITS.items(), strict=True):
        room = float(on[0].room[resource]) / unit
        longest = room
        for y, (name, tasks) in enumerate(rows):
            amounts = [(task, asked[task][resource], limits[task].get(resource, 0)) for task in tasks]
            blocks = [Block(task, float(asks / unit), float(limit / unit)) for task, asks, limit in amounts]
            longest = max(longest, _row(axes, y, blocks, waits=name == "waiting"))
            if name != "waiting":
                axes.plot([room, room], [y - 0.42, y + 0.42], color="black", lw=2.5)
        axes.set(xlim=(0, 1.06 * longest), ylim=(len(rows) - 0.35, -0.6))
        axes.set_xlabel(f"{words}: request, and limit (line)")
        axes.set_yticks(range(len(rows)), [name for name, _ in rows])
        axes.tick_params(axis="y", length=0)
    return figure


def _resources(pod: Mapping) -> Mapping:
    return pod["spec"]["containers"][0].get("resources") or {}


class Block(NamedTuple):
    """A pod in a row: its task, what it asks for, and its limit, 0 for none, in the axis' unit."""

    task: str
    width: float
    limit: float


def _row(axes: Axes, y: int, blocks: Sequence[Block], waits: bool) -> float:
    """Draw the blocks of one node side by side; how far they and their limits reach."""
    x = end = 0.0
    style = {"fc": "white", "ls": "--"} if waits else {"ls": "-"}
    for n, (task, width, limit) in enumerate(blocks):
        axes.add_patch(Rectangle((x, y - 0.3), width, 0.6, ec="black", lw=1, **{"fc": SHADES[n % 2], **style}))
        if width:
            axes.text(x + width / 2, y, task, ha="center", va="center", size=7.5)
        else:  # a block without a width
            axes.text(x, y, f" {task}", ha="left", va="center", size=7.5, rotation=90)
        if limit:
            axes.plot([x, x + limit], [y + 0.36 + 0.07 * (n % 2)] * 2, color="black", lw=1.5, marker="|", ms=5)
        end = max(end, x + width, x + limit)
        x += width
    return end
