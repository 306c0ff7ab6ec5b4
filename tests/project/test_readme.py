"""The README's map is the workbook's: every lesson that exists is linked, and every link leads somewhere."""

import re

import pytest
import yaml

from workbook.paths import CLONE, NOTEBOOKS

README = (CLONE / "README.md").read_text(encoding="utf-8")


def links(page: str) -> list[str]:
    """The page's links to files of this clone, without their places in them."""
    text = (CLONE / page).read_text(encoding="utf-8")
    return [link.partition("#")[0] for link in re.findall(r"\]\(([^)#][^)]*)\)", text) if "://" not in link]


LINKS = links("README.md")


@pytest.mark.parametrize("page", ["README.md", "docs/scale.md"])
def test_each_link_leads_to_a_file(page):
    assert links(page)
    assert [link for link in links(page) if not ((CLONE / page).parent / link).exists()] == []


def test_the_hubs_values_hold_no_secret():
    text = (CLONE / "docs/scale.md").read_text(encoding="utf-8")
    (values,) = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    assert set(values) == {"hub", "singleuser", "scheduling", "prePuller", "cull"}
    assert "password" not in values["hub"]["db"]
    assert values["hub"]["extraEnv"]["PGPASSWORD"].keys() == {"valueFrom"}


def test_each_lesson_that_is_built_is_linked():
    built = {f"notebooks/{path.name}" for path in NOTEBOOKS.glob("*.ipynb")}
    assert built
    assert built - set(LINKS) == set()
    assert "to come" not in "".join(line for line in README.splitlines() if any(name in line for name in built))
