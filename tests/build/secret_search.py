"""The search for solutions and answers in what is handed out.

Looked for, with all white space out and in small letters: each solution (the part between BEGIN and END SOLUTION)
and each file of answers/, as it stands and without its comments; and three lines in a row of a solution.
Looked into: every file, an .xz unpacked, others also without the marks of comments; of a notebook each text, such
as a cell's source, an output or metadata, and its pictures' bytes; of a Python file each string, joined.
"""

import ast
import base64
import html
import json
import lzma
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from tests.build.course_folder import PART
from workbook import paths

MARK = re.compile(r"^\s*(#+|--+)", re.MULTILINE)
COMMENT = re.compile(r"(--|#).*")
LEAST = 60  # letters that three lines need to tell anything


@dataclass(frozen=True)
class Secret:
    """A text that no learner should get: where it stands, and the forms of it that are looked for."""

    name: str
    forms: frozenset[bytes]


def secrets() -> list[Secret]:
    """Every solution, every three lines in a row of one, and every answer file, of all lessons."""
    found = []
    for path in sorted(paths.LESSONS.glob("*/exercises.md")):
        for number, part in enumerate(PART.findall(path.read_text(encoding="utf-8")), 1):
            name = f"{path.parent.name}, solution {number}"
            found += [_secret(name, part), Secret(f"lines of {name}", frozenset(_lines(part)))]
    for path in sorted(paths.LESSONS.glob("*/answers/*")):
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
        text = rest if "expects:" in first else f"{first}\n{rest}"
        found.append(_secret(f"{path.parent.parent.name}/answers/{path.name}", text))
    return found


def leaks(files: Mapping[str, bytes], looked_for: list[Secret]) -> set[tuple[str, str]]:
    """Which secrets stand in which files: pairs of a secret's name and a file's path."""
    texts = {}
    for name, content in files.items():
        text = "\0".join(_texts(name, content))
        unmarked = "" if name.endswith(".xz") else MARK.sub("", text)
        texts[name] = _squeezed(text) + b"\0" + _squeezed(unmarked)
    everything = b"\0".join(texts.values())  # nearly all secrets are in none: one search tells
    return {
        (secret.name, name)
        for secret in looked_for
        for form in secret.forms
        if form in everything
        for name, text in texts.items()
        if form in text
    }


def _secret(name: str, text: str) -> Secret:
    bare = "\n".join(COMMENT.sub("", line) for line in text.split("\n"))
    forms = {_squeezed(t).rstrip(b";") for t in (text, bare)}
    return Secret(name, frozenset(form for form in forms if form.strip(b"{}")))  # an empty dict tells nothing


def _lines(part: str) -> Iterator[bytes]:
    lines = [line for raw in part.split("\n") if (line := _squeezed(COMMENT.sub("", raw)))]
    for three in zip(lines, lines[1:], lines[2:], strict=False):
        if len(b"".join(three)) >= LEAST:
            yield b"".join(three)


def _squeezed(text: str) -> bytes:
    return "".join(text.split()).lower().encode()


def _texts(name: str, content: bytes) -> Iterator[str]:
    suffix = PurePosixPath(name).suffix
    if suffix == ".xz":
        content = lzma.decompress(content)
    text = content.decode("latin-1" if suffix == ".png" else "utf-8")
    yield name
    yield text
    if suffix == ".ipynb":
        yield from map(html.unescape, _strings(json.loads(text)))
    if suffix == ".py":
        yield from (
            n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and type(n.value) is str
        )


def _strings(value: object, kind: str = "") -> Iterator[str]:
    """Every text in a notebook's JSON; a list of lines is one text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner, key)
    elif isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        yield from _strings("".join(value), kind)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value
        if kind.startswith("image/") and kind != "image/svg+xml":
            yield base64.b64decode(value).decode("latin-1")
