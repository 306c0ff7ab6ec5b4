"""An answer that is files of a dbt project, written as one text: a line that names a file begins it.

    -- file: models/daily_nps.sql
    SELECT …

    # file: models/schema.yml
    models: …

The word `file:` may be left out; `--` and `#` are both right in front of any file, since the line belongs to none.
"""

import re
from pathlib import PurePosixPath

FOLDERS = ("models", "tests", "snapshots", "macros")  # of a project, in which an answer may have files
KINDS = (".sql", ".yml", ".yaml", ".md")
BEGINS = re.compile(r"^[ \t]*(?:--|#|\{#)[ \t]*(?:file:[ \t]*)?(?P<path>[\w./-]+\.\w+)[ \t]*(?:#\})?[ \t]*$")
NAMED = re.compile(r"^[ \t]*(?:--|#|\{#)[ \t]*file:[ \t]*(?P<path>.*?)[ \t]*(?:#\})?[ \t]*$")
# What the workbook itself writes into a cell: no line of any file.
OURS = re.compile(r"### (?:BEGIN|END) SOLUTION|^(?:--|#) (?:YOUR ANSWER HERE|Repaired:)$")
COMMENT = re.compile(r"(?:--|#)[^\n]*|\{#.*?#\}|/\*.*?\*/|[\s;]+", re.DOTALL)
EMPTY = "it holds no file of a dbt project yet, or only comments."


class NoFiles(Exception):
    """A text that is no files of a dbt project; the words say why."""


def read(text: str, default: str = "") -> dict[str, str]:
    """The files of an answer, by path in the project; of two with one path, the last. Raises NoFiles.

    A text that names no file is the file `default`, where an exercise has one.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if text.lstrip().startswith("%%"):
        raise NoFiles("it begins with %%: leave that line out, it belongs to the notebook, and to no file.")
    files: dict[str, list[str]] = {}
    above: list[str] = []
    lines = above
    for line in text.split("\n"):
        if OURS.search(line.strip()):
            continue
        if path := _path(line):
            lines = files[path] = []
        else:
            lines.append(line)
    if not is_empty("\n".join(above)):
        if files or not default:
            raise NoFiles("it begins with text that is in no file: above each file stands a line such as"
                          f" `-- file: {default or 'models/orders.sql'}`.")  # fmt: skip
        files = {default: above}
    found = {path: "\n".join(lines).strip("\n") + "\n" for path, lines in files.items()}
    found = {path: content for path, content in found.items() if not is_empty(content)}
    if not found:
        raise NoFiles(EMPTY)
    return found


def is_empty(text: str) -> bool:
    """Whether a text has nothing but comments, spaces and semicolons."""
    return not COMMENT.sub("", text)


def _path(line: str) -> str:
    """The file that a line begins; "" for a line of a file. Raises NoFiles for a file that no project takes."""
    named = NAMED.match(line)
    begins = BEGINS.match(line)
    if not named and not (begins and begins["path"].split("/")[0] in FOLDERS and "/" in begins["path"]):
        return ""
    found = named or begins
    assert found
    path = PurePosixPath(found["path"])
    if path.parts[:1] and path.parts[0] in FOLDERS and ".." not in path.parts and path.suffix in KINDS:
        return str(path)
    raise NoFiles(
        f"{found['path']!r} can't be a file of the answer: it is {', '.join(KINDS)} in {', '.join(FOLDERS)}."
    )
