"""The pieces of an answer, as numbers that are the same wherever the same piece stands."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from workbook import paths
from workbook.exercises import answer_files, registry
from workbook.exercises.kinds import Exercise, SqlExercise
from workbook.grading.similar import trees
from workbook.grading.similar.trees import Tree
from workbook.notebook.reader import read

LEVELS = 3  # of a piece: a node and what is so many levels below it
SMALLEST = 4  # nodes of a piece; smaller ones are in any answer
WINDOW = 6  # words of a piece, where an answer can't be parsed


def of(text: str, exercise: Exercise) -> frozenset[int]:
    """The pieces of an answer to an exercise. It takes time by the answer's length, not by its square."""
    if isinstance(exercise, SqlExercise):
        return _of_sql(text, exercise.engine)
    found = trees.of_python(text)
    return _of_words(text) if found is None else _of_tree(found)


def _of_sql(text: str, engine: str) -> frozenset[int]:
    found = trees.of_sql(text, engine)
    return _of_words(text) if found is None else _of_tree(found)


def _of_tree(tree: Tree) -> frozenset[int]:
    return frozenset(_number(text) for text, nodes in map(_piece, _nodes(tree)) if nodes >= SMALLEST)


def _nodes(tree: Tree) -> Iterator[Tree]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.below


def _piece(node: Tree, levels: int = LEVELS) -> tuple[str, int]:
    """A node with what is below it, as a text in which order makes no difference, and how many nodes that are."""
    if not levels or not node.below:
        return node.label, 1
    below = sorted(_piece(each, levels - 1) for each in node.below)
    return f"{node.label}({','.join(text for text, _ in below)})", 1 + sum(nodes for _, nodes in below)


def _of_words(text: str) -> frozenset[int]:
    found = trees.words(text)
    return frozenset(_number(" ".join(found[at : at + WINDOW])) for at in range(len(found) - WINDOW + 1))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())


@cache
def of_lesson(lesson: str) -> dict[str, frozenset[int]]:
    """By exercise, the pieces that a student may have without having them from another student.

    Those of the walk-through, of the cells as they are handed out, of the lesson's own solution, and of all
    answers in its folder that are known to be right.
    """
    known = registry.load(lesson).exercises
    topic = lesson.partition("-")[2]
    given: set[int] = set()
    walkthroughs = (paths.NOTEBOOKS / f"{lesson}.ipynb", *paths.NOTEBOOKS.glob(f"{lesson}--*.ipynb"))
    for path in (*walkthroughs, paths.EXERCISES / lesson / f"{topic}.ipynb"):
        for source in _cells(path).values():
            given |= _of_cell(source)
    found = {key: set(given) for key in known}
    for key, source in _cells(paths.SOLUTIONS / lesson / f"{topic}.ipynb").items():
        if key in known:
            found[key] |= of(_body(source), known[key])
    for file in answer_files.of_lesson(lesson):
        if file.kind == "right":
            found[file.exercise.id] |= of(file.path.read_text(encoding="utf-8"), file.exercise)
    return {key: frozenset(pieces) for key, pieces in found.items()}


def _cells(path: Path) -> dict[str, str]:
    """The code cells of one of our notebooks, by nbgrader's id, or by their place."""
    return {cell.grade_id or str(cell.number): cell.source for cell in read(path.read_bytes()).cells}


def _of_cell(source: str) -> frozenset[int]:
    body = _body(source)
    if body is not source:
        return _of_sql(body, "warehouse") | _of_sql(body, "source")
    tree = trees.of_python(source)  # none of a cell with a magic in it
    return _of_tree(tree) if tree else frozenset()


def _body(source: str) -> str:
    """A cell without the line of its magic."""
    return source.partition("\n")[2] if source.startswith("%%") else source
