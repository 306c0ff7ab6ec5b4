"""Writes docs/redshift.md, what `workbook redshift` names, from the rules. Run it in the environment.

With `--check` it writes nothing, and fails if the page is not what would be written.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from workbook.databases.redshift_rules import changes, definitions, functions, queries, types
from workbook.databases.redshift_rules.rule import Rule

PAGE = Path(__file__).resolve().parent.parent / "docs" / "redshift.md"
HEAD = """# Would it run on Redshift?

The warehouse here is PostgreSQL. This is what `workbook redshift FILE` names in SQL for it, and what is said below
an answer that has passed. Each row has the page of Amazon Redshift's documentation that says so. Written by
`tools/redshift_page.py` from `workbook/databases/redshift_rules/`: change those, then run it.

It advises. What no row names may still fail on Redshift, and only a Redshift can tell. A *note* is on SQL that
Redshift takes and does otherwise; it does not change the exit code.
"""
PARTS = {
    "Queries": queries.RULES,
    "Changes, transactions and commands": changes.RULES,
    "Definitions": definitions.RULES,
    "Types": types.RULES,
    "Functions": functions.RULES,
    "Functions, where the statement reads or writes a table": functions.ON_TABLES,
}


def _table(rules: Iterable[Rule]) -> str:
    """Rules that say the same share a row."""
    rows: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for rule in rules:
        named = rows[rule.reason, rule.instead, rule.source, rule.is_note]
        named += [] if rule.what in named else [rule.what]
    lines = ["| what | why | instead | page |", "|---|---|---|---|"]
    for (reason, instead, source, is_note), named in rows.items():
        further = [what.removeprefix("The ").removeprefix("type ") for what in named[1:]]
        what = f"{'*Note*: ' if is_note else ''}{', '.join([named[0], *further])}"
        page = source.rpartition("/")[2].removesuffix(".html")
        lines.append(f"| {what} | {reason} | {instead} | [{page}]({source}) |")
    return "\n".join(lines)


def page() -> str:
    """The page's text."""
    return HEAD + "".join(f"\n## {title}\n\n{_table(rules)}\n" for title, rules in PARTS.items())


def main() -> int:
    """Write the page, or with `--check` compare it."""
    text = page()
    if sys.argv[1:] == ["--check"]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print("docs/redshift.md is not what the rules say: run tools/redshift_page.py.", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
