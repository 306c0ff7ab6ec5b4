"""The README's map is the workbook's: every lesson that exists is linked, and every link leads somewhere."""

import re

from workbook.paths import CLONE, NOTEBOOKS

README = (CLONE / "README.md").read_text(encoding="utf-8")
LINKS = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]


def test_each_link_leads_to_a_file():
    assert LINKS
    assert [link for link in LINKS if not (CLONE / link).exists()] == []


def test_each_lesson_that_is_built_is_linked():
    built = {f"notebooks/{path.name}" for path in NOTEBOOKS.glob("*.ipynb")}
    assert built
    assert built - set(LINKS) == set()
    assert "to come" not in "".join(line for line in README.splitlines() if any(name in line for name in built))
