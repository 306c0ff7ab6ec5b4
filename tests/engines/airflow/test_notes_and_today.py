"""docs/notes-and-today.md is run: its files are written, its commands given, and its lines looked for."""

import re
import shlex
from dataclasses import dataclass, field

import pytest

from workbook import paths, servers
from workbook.databases import owned, s3_client
from workbook.databases.fixtures import Fixture
from workbook.engines.airflow import settings
from workbook.engines.airflow.process import Process
from workbook.engines.airflow.settings import Instance

PAGE = (paths.CLONE / "docs" / "notes-and-today.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Command:
    """A line that begins with `$`, and what stands under it."""

    line: str
    expected: list[str] = field(default_factory=list)  # in this order
    never: list[str] = field(default_factory=list)
    code: int = 0


def commands(block: str) -> list[Command]:
    """The commands of a `console` block."""
    found: list[Command] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Command(line.removeprefix("$ ")))
        elif code := re.fullmatch(r"\[exit (\d+)\]", line):
            found[-1].code = int(code[1])
        elif never := re.fullmatch(r"\[never: (.*)\]", line):
            found[-1].never.append(never[1])
        else:
            found[-1].expected.append(line)
    return found


def claims() -> dict[str, list[tuple[str, str]]]:
    """A claim's heading -> its blocks, each as (language, text)."""
    parts = re.split(r"^### (.*)\n", PAGE, flags=re.MULTILINE)[1:]
    return {title: BLOCK.findall(text) for title, text in zip(parts[::2], parts[1::2], strict=True)}


def files(language: str) -> dict[str, str]:
    """The page's files: a block that begins with `# NAME`, by its name."""
    found = {}
    for kind, text in BLOCK.findall(PAGE):
        if kind == language:
            first, _, _ = text.partition("\n")
            found[first.removeprefix("# ")] = text
    return found


CLAIMS = claims()


@pytest.fixture(scope="module")
def airflow(home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notes")
    (folder / "dags").mkdir()
    for file in settings.DAGS.glob("nps_*.py"):
        (folder / "dags" / file.name).write_text(file.read_text("utf-8"), "utf-8")
    for name, text in files("python").items():
        (folder / name).write_text(text, "utf-8")
    claimed = owned.OwnedDatabases("airflow", "notes")
    claimed.load(Fixture("none"))
    instance = Instance("notes", claimed, folder / "dags")
    instance.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (instance.home / "airflow.cfg").write_text(files("ini")["airflow.cfg"], "utf-8")
    fresh(instance)
    process = Process(instance)
    yield process
    process.close()
    claimed.close()


def fresh(instance: Instance) -> None:
    """Without what an earlier run on these servers left: connections, runs, objects."""
    with instance.databases.administrator.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{instance.metadata.database}" WITH (FORCE)')
    client = s3_client.client(servers.ensure().store)
    if instance.bucket not in {each["Name"] for each in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=instance.bucket)


def plain(text: str) -> str:
    """With single spaces: tables pad their columns to the widest."""
    return re.sub(r"[ \t]+", " ", text)


def given(process: Process, command: Command):
    words = shlex.split(command.line)
    env = {}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        env[name] = value
    assert words.pop(0) == "airflow", f"not a command of airflow: {command.line}"
    return process.command(*words, env=env)


@pytest.mark.parametrize("title", CLAIMS)
def test_the_commands_say_what_the_page_says(airflow, title):
    for language, block in CLAIMS[title]:
        if language != "console":
            continue
        for command in commands(block):
            answer = given(airflow, command)
            said = plain(answer.text)
            assert answer.code == command.code, f"$ {command.line}\n{answer.text}"
            at = 0
            for line in command.expected:
                at = said.find(plain(line), at)
                assert at >= 0, f"$ {command.line}\ndoes not print, or not in this order: {line}\n{answer.text}"
                at += 1
            for line in command.never:
                assert line not in said, f"$ {command.line}\nprints: {line}\n{answer.text}"


def test_each_claim_is_quoted_and_has_its_then_its_now_and_a_command():
    parts = re.split(r"^### (.*)\n", PAGE, flags=re.MULTILINE)[1:]
    for number, (title, text) in enumerate(zip(parts[::2], parts[1::2], strict=True), 1):
        assert title.startswith(f"{number}. "), f"not in order: {title}"
        for word in ("- **Notes:** ", "- **Then:** ", "- **Now:** "):
            assert text.count(word) == 1, f"{title}: {word}"
        assert re.search(r"^\$ airflow .*\n[^$`]", text, re.MULTILINE), f"{title}: no command with a line under it"
