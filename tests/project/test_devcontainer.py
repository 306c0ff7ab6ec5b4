""".devcontainer/ makes what the README asks for, with the README's command."""

import json
import re

from workbook.paths import CLONE

README = (CLONE / "README.md").read_text(encoding="utf-8")
FOLDER = CLONE / ".devcontainer"
SETTINGS = json.loads((FOLDER / "devcontainer.json").read_text(encoding="utf-8"))


def test_it_is_debian_12_with_the_packages_of_the_readme_and_an_ordinary_user():
    text = (FOLDER / SETTINGS["build"]["dockerfile"]).read_text(encoding="utf-8")
    assert re.search(r"^FROM debian:12$", text, re.MULTILINE)
    (packages,) = re.findall(r"sudo apt-get install (make [\w. -]+)`", README)
    assert set(packages.split()) <= set(text.split())
    assert text.split()[-2:] == ["USER", SETTINGS["remoteUser"]]


def test_its_command_is_one_of_the_readme_and_makes_the_python_that_it_names():
    assert f"`{SETTINGS['postCreateCommand']}` does the set-up alone" in README
    python = SETTINGS["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert python == "${containerWorkspaceFolder}/.venv/bin/python"
