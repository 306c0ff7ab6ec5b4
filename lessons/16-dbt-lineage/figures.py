"""Lesson 16's figures: from files to tables; the lineage of a manifest."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbook import figure_style as style

LONG = {
    "raw.user_session_channel": "raw.user_\nsession_channel",
    "raw.session_timestamp": "raw.session_\ntimestamp",
}


def _box(
    axes: Axes, x: float, y: float, words: str, width: float, colour=style.PLAIN, dashed: bool = False
) -> None:
    """A box around its middle."""
    style.box(axes, x - width / 2, y - 0.35, width, 0.7, words, colour, dashed=dashed)


def from_files_to_tables() -> Figure:
    """Files with SELECTs and tests go into dbt, which makes tables, tests them, and writes down the lineage."""
    figure, axes = style.diagram(7.6, 2.4, (-1.5, 9.3), (-1.5, 1.5))
    _box(axes, 0, 0.9, "models/*.sql\none SELECT each", 2.4, style.PROGRAM)
    _box(axes, 0, 0, "sources, tests\n*.yml", 2.4, style.PROGRAM)
    _box(axes, 0, -0.9, "the target: a schema", 2.4, style.PROGRAM, dashed=True)
    _box(axes, 3.9, 0, "dbt build", 1.6, style.PROGRAM)
    _box(axes, 7.8, 0.9, "tables and views,\nin the right order", 2.6, style.WAREHOUSE)
    _box(axes, 7.8, 0, "each test: passed\nor failed", 2.6)
    _box(axes, 7.8, -0.9, "manifest.json:\nthe lineage", 2.6)
    for y in (0.9, 0, -0.9):
        style.arrow(axes, (1.2, y), (3.1, y / 4))
        style.arrow(axes, (4.7, y / 4), (6.5, y))
    return figure


def _columns(reads: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Each table's place from left to right: after all that it reads."""
    place = {each: 0 for others in reads.values() for each in others if each not in reads}
    while missing := set(reads) - set(place):
        for name in missing:
            if all(each in place for each in reads[name]):
                place[name] = 1 + max((place[each] for each in reads[name]), default=-1)
    return place


def lineage(reads: Mapping[str, Sequence[str]], snapshots: Sequence[str] = ("published_nps",)) -> Figure:
    """Tables as boxes, each to the right of those that it reads: sources grey, snapshots dashed, arrows between.

    `reads` is what lineage.made_from() gives.
    """
    place = _columns(reads)
    rows: dict[int, list[str]] = {}
    for name in sorted(place, key=lambda each: (place[each], each)):
        rows.setdefault(place[name], []).append(name)
    at = {
        name: (3.4 * column, -1.1 * (n - (len(names) - 1) / 2))
        for column, names in rows.items()
        for n, name in enumerate(names)
    }
    tall = max(map(len, rows.values()))
    height = 0.6 * tall
    figure, axes = style.diagram(7.6, 0.75 * tall + 0.4, (-1.5, 3.4 * len(rows) - 1.9), (-height, height))
    for name, (x, y) in at.items():
        colour = style.WAREHOUSE if name in reads else style.NEUTRAL
        _box(axes, x, y, LONG.get(name, name), 2.4, colour, name in snapshots)
        for other in reads.get(name, ()):
            style.arrow(axes, (at[other][0] + 1.2, at[other][1]), (x - 1.2, y))
    return figure
