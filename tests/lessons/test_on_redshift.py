"""SQL that a lesson shows for the warehouse runs on Redshift, or the text beside it says whose it is."""

import re

import pytest

from workbook.build import markdown
from workbook.build.files import LessonFiles, lessons
from workbook.databases import redshift_dialect
from workbook.exercises import registry

SAYS = re.compile(r"PostgreSQL|Redshift")
BELOW = re.compile(r"^%%sql[^\n]*\n")


def of_the_warehouse(source: str) -> bool:
    """Whether a cell is SQL that the warehouse runs."""
    first = source.split("\n", 1)[0]
    if not first.startswith("%%sql"):
        return False
    answer = re.search(r"--answer (\S+)", first)
    if answer:
        return registry.find(answer[1])[1].engine == "warehouse"
    return "warehouse" in first


def unsaid(lesson: LessonFiles) -> list[str]:
    """What Redshift does not take, and neither the SQL nor a text cell beside it says so."""
    known = registry.load(lesson.name).exercises
    found = []
    walkthroughs = (markdown.walkthrough(lesson, known, text) for text in lesson.walkthroughs)
    for notebook in (*walkthroughs, markdown.exercises(lesson, known)[0]):
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or not of_the_warehouse(cell.source):
                continue
            texts = [
                each.source
                for each in notebook.cells[max(number - 2, 0) : number + 3]
                if each.cell_type == "markdown"
            ]
            findings = redshift_dialect.read(BELOW.sub("", cell.source)).findings
            if findings and not SAYS.search("\n".join([cell.source, *texts])):
                words = "; ".join(map(str, findings))
                found.append(f"{cell.source}\n    {words}")
    return found


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_what_only_postgresql_takes_is_said(lesson):
    assert not (found := unsaid(lesson)), "\n\n".join(found)
