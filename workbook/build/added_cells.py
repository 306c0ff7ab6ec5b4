"""What the build adds to an author's text: a cell for each prediction, the hints of each exercise, and links.

So no author writes them twice, and no link leads nowhere. Links are those between the built notebooks; the
learner's copies have their own (`notebook.learner_copies`).
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from workbook.build.files import LessonFiles, lessons, shown
from workbook.errors import WorkbookError

PREDICT = re.compile(r"(?:^|\n\n)\*\*Predict:\*\* [^\n]+\Z")
GUESS = "prediction = ...  # what do you expect? Run this cell, then the next one"
AFTER = "After you have run it"
NOT_FOLDED = ("#", "|", "- ", "```", "**Predict:**", "<", "1. ")  # how paragraphs begin that explain nothing alone
TEXTS = re.compile(
    r"\]\((walkthrough(?:-[a-z0-9-]+)?|exercises)\.md(?:#([^)\s]*))?\)"
)  # an author's link to another text
HEADING = re.compile(r"^##+ (.+)$", re.MULTILINE)


def folded(summary: str, text: str) -> str:
    """Markdown that is shown after a click on its `summary`."""
    # Else JupyterLab puts the paragraph that follows at once below it.
    return f'<details style="margin-bottom: 1em">\n<summary>{summary}</summary>\n\n{text}\n\n</details>'


def with_predictions(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The cells, with one to type in below each prediction, and the words that explain the result folded."""
    made: list[NotebookNode] = []
    waiting = False  # for the words that explain
    for cell in cells:
        if waiting and cell.cell_type == "markdown" and made[-1].source != GUESS:
            first, *rest = cell.source.split("\n\n", 1)
            if not first.startswith(NOT_FOLDED):
                cell.source = "\n\n".join([folded(AFTER, first), *rest])
            waiting = False
        made.append(cell)
        if cell.cell_type == "markdown" and PREDICT.search(cell.source):
            made.append(new_code_cell(GUESS))
            waiting = True
    return made


def with_hints(cells: Sequence[NotebookNode], hints: Mapping[str, Sequence[str]]) -> list[NotebookNode]:
    """The cells, with each exercise's hints below its check, folded; `hints` has them by the check's grade_id."""
    made = []
    for cell in cells:
        made.append(cell)
        if found := hints.get(cell.metadata.get("nbgrader", {}).get("grade_id", "")):
            numbered = (folded(f"Hint {n} of {len(found)}", text) for n, text in enumerate(found, 1))
            made.append(new_markdown_cell("\n\n".join(numbered)))
    return made


def way_on(lesson: LessonFiles, text: Path, count: int) -> NotebookNode:
    """The last cell of the walk-through `text`: to the lesson's next one if there is one, and to its exercises."""
    exercises = f"{count} exercises" if count > 1 else "exercise"
    here = lesson.walkthroughs[text]
    now = f"**Now you:** [the {exercises} of this lesson]({_link(lesson.release, here)})"
    following = list(lesson.walkthroughs)[list(lesson.walkthroughs).index(text) + 1 :]
    if following:
        further, notebook = following[0], lesson.walkthroughs[following[0]]
        now = (
            f"**Next:** [{_heading(further)}]({_link(notebook, here)}), the next notebook of this lesson.\n\n{now}"
        )
    return new_markdown_cell(now)


def what_comes_next(lesson: LessonFiles) -> list[NotebookNode]:
    """The exercises' last cells: where the learner stands, and the next lesson."""
    names = [each.name for each in lessons()]
    after = names[names.index(lesson.name) + 1 :]
    cells = [new_markdown_cell("## Your progress"), new_code_cell(f'progress("{lesson.name}")')]
    if after:
        following = LessonFiles(after[0])
        link = _link(following.notebook, lesson.release)
        cells.append(new_markdown_cell(f"**Next:** [lesson {following.name[:2]}, {title(following)}]({link})"))
    return cells


def title(lesson: LessonFiles) -> str:
    """The heading of a lesson's walk-through."""
    return _heading(lesson.walkthrough)


def _heading(text: Path) -> str:
    return text.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")


def linked(source: str, lesson: LessonFiles, here: str) -> str:
    """A text with its links to `walkthrough.md#a-heading` and `exercises.md` leading to the built notebooks.

    `here` is the name of its file, such as "walkthrough" or "exercises". Raises WorkbookError for a text or a
    heading that is not there.
    """
    texts = {**lesson.walkthroughs, lesson.exercises: lesson.release}
    places = {text.stem: (text, notebook) for text, notebook in texts.items()}
    _, from_here = places[here]

    def led(link: re.Match[str]) -> str:
        which, anchor = link.groups()
        where = shown(places[here][0])
        if which not in places:
            raise WorkbookError(f"{where}: there is no {which}.md. There is: {', '.join(places)}.")
        text, notebook = places[which]
        anchors = {
            slug(heading): _anchor(heading) for heading in HEADING.findall(text.read_text(encoding="utf-8"))
        }
        if anchor and anchor not in anchors:
            raise WorkbookError(f"{where}: {which}.md has no heading #{anchor}. It has: {', '.join(anchors)}.")
        return f"]({_link(notebook, from_here)}{f'#{anchors[anchor]}' if anchor else ''})"

    return TEXTS.sub(led, source)


def slug(heading: str) -> str:
    """The name that a heading has in a link to a Markdown file, as on GitHub."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _anchor(heading: str) -> str:
    """The name that JupyterLab gives a heading."""
    return quote(re.sub("[`*]", "", heading).replace(" ", "-"), safe="-")


def _link(target: Path, here: Path) -> str:
    return os.path.relpath(target, here.parent).replace(os.sep, "/")
