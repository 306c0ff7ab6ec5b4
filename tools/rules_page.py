"""Writes docs/rules.md, the catalogue of rules, from their own docstrings: `.venv/bin/python tools/rules_page.py`.

With `--check` it writes nothing, and fails if the page is not what would be written.
"""

import importlib
import inspect
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from workbook.checking import rules
from workbook.exercises import Rule, load, names

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
HEAD = """# The rules of the checks

Which need, which rule, which exercises use it. Written by `tools/rules_page.py` from the rules' own docstrings:
change those, then run it. A rule looks at a *run* of an answer on one fixture, and says what is wrong with it. How
an answer gets there: [architecture.md](architecture.md).

Marks: **last** comes after all others, and only where nothing else is wrong; **same process** can't be asked from
outside of the process in which a function runs, so in grading it rests on the sandbox's audit; **result** looks at
the rows that an answer gives, and not at the database; **scan** looks at how a DAG file is made, before it runs.
"""
MARKS = {"runs_last": "last", "needs_same_process": "same process", "by_result": "result", "of_the_scan": "scan"}


def shared() -> dict[str, list[type[Rule]]]:
    """The rules of workbook/checking/rules, by module, in the modules' order."""
    found = {}
    for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        there = vars(importlib.import_module(module.name)).values()
        own = [each for each in there if _is_rule(each) and each.__module__ == module.name]
        if own:
            found[module.name] = own
    return found


def _is_rule(thing: object) -> bool:
    return inspect.isclass(thing) and issubclass(thing, Rule) and thing is not Rule


def uses() -> dict[type[Rule], list[str]]:
    """The exercises that use each rule, in the lessons' order; one that another rule holds counts too."""
    found: dict[type[Rule], list[str]] = defaultdict(list)
    for name in names():
        for exercise in load(name).exercises.values():
            for kind in {type(rule): None for rule in _held(getattr(exercise, "rules", ()))}:
                found[kind].append(exercise.id)
    return found


def _held(given: object) -> Iterator[Rule]:
    if isinstance(given, Rule):
        yield given
        if is_dataclass(given):
            for field in fields(given):
                yield from _held(getattr(given, field.name))
    elif isinstance(given, (list, tuple)):
        for each in given:
            yield from _held(each)


def _told(kind: type[Rule], used: list[str]) -> list[str]:
    """One rule's entry."""
    marks = [word for flag, word in MARKS.items() if getattr(kind, flag)]
    label = getattr(kind, "name", "")
    head = (
        f"- **{kind.__name__}**"
        + (f" (“{label}” in a verdict" if label else " (")
        + "".join(f"; *{m}*" for m in marks)
        + ")"
    )
    text = " ".join((inspect.getdoc(kind) or "").split())
    by = ", ".join(f"`{id}`" for id in used) if used else "other rules, as their base"
    return [f"{head}: {text}", f"  Used by {by}."]


def page() -> str:
    """The page's text."""
    used = uses()
    parts = [HEAD, "\n## Shared by lessons: `workbook/checking/rules/`\n"]
    for module, own in shared().items():
        need = (inspect.getdoc(importlib.import_module(module)) or "").split("\n", 1)[0]
        parts += [f"\n### `{module.rpartition('.')[2]}.py`: {need}\n\n"]
        parts += ["\n".join(_told(kind, used.get(kind, []))) + "\n" for kind in own]
    parts.append("\n## Of one lesson: in the lesson's folder\n")
    by_lesson = defaultdict(list)
    for kind in used:
        if kind.__module__.startswith("workbook_lessons."):
            _, lesson, file = kind.__module__.split(".")
            by_lesson[lesson.replace("_", "-"), file].append(kind)
    for (lesson, file), own in sorted(by_lesson.items()):
        parts += [f"\n### `lessons/{lesson}/{file}.py`\n\n"]
        parts += ["\n".join(_told(kind, used[kind])) + "\n" for kind in own]
    return "".join(parts)


def main() -> int:
    """Write the page, or with `--check` compare it."""
    text = page()
    if sys.argv[1:] == ["--check"]:
        if PAGE.read_text(encoding="utf-8") == text:
            return 0
        print("docs/rules.md is not what the rules say: run tools/rules_page.py.", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
