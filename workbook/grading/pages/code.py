"""A student's answer, coloured as SQL or Python, in time that grows with its length and no faster.

Each expression here takes what it begins: a text, a comment or a dollar quote without an end reaches to the end of
the answer. So no letter is looked at again and again. Pygments, which knows more, takes 15 seconds for 20,000 line
breaks and blanks, and nothing can interrupt it.
"""

import keyword
import re
import time

from markupsafe import Markup, escape

from workbook.grading import safe_text

COLOURED = 20_000  # characters; what is longer is shown without colours
LONGEST = 100_000  # characters

_NUMBER, _NAME = r"\d[\w.]*", r"[^\W\d]\w*"
# The group's name is the class of the page's stylesheet.
_SQL = re.compile(
    r"(?P<c>--[^\n]*|/\*(?:.*?\*/|.*\Z))"
    r"|(?P<s>'[^']*(?:'|\Z)|\"[^\"]*(?:\"|\Z)|\$\$(?:.*?\$\$|.*\Z))"
    rf"|(?P<m>{_NUMBER})|(?P<name>{_NAME})",
    re.DOTALL,
)
_PYTHON = re.compile(
    r"(?P<c>\#[^\n]*)"
    r"|(?P<s>'''(?:.*?'''|.*\Z)|\"\"\"(?:.*?\"\"\"|.*\Z)"
    r"|'(?:[^'\\\n]|\\.)*(?:'|\\?(?=\n|\Z))|\"(?:[^\"\\\n]|\\.)*(?:\"|\\?(?=\n|\Z)))"
    rf"|(?P<m>{_NUMBER})|(?P<name>{_NAME})",
    re.DOTALL,
)
_WORDS = """
all alter analyze and as asc begin between by case check column commit constraint copy create cross current default
delete desc distinct do drop else end except exists explain false filter first following foreign from full grant
group having if in including index inner insert intersect interval into is join key last lateral left like limit
lock merge natural not null nulls offset on or order outer over partition preceding primary qualify recursive
references rename returning revoke right rollback row rows schema select set start table temp temporary then to
transaction true truncate unbounded union unique update using values view when where window with work
"""
_SQL_WORDS = frozenset(_WORDS.split())
_PYTHON_WORDS = frozenset(keyword.kwlist)
# A record does not say in which language an answer is; its first words do, after the comments.
_VERBS = """
select insert update delete create alter drop begin start merge truncate copy set do lock commit explain grant
table analyze
"""
_BEGINS_SQL = frozenset(_VERBS.split())
_SPACE = re.compile(r"(?:\s+|--[^\n]*|/\*(?:.*?\*/|.*\Z))", re.DOTALL)
_WITH = re.compile(r"with\s+(?:recursive\s+)?\w+\s*(?:\([^()]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s*)?\(")


class Colours:
    """Colours the answers of one page, for so many seconds; what comes after that is shown plain."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def __call__(self, answer: str) -> Markup:
        """The answer as HTML, escaped, for a <pre>."""
        text = safe_text.shown(answer, LONGEST)
        late = time.monotonic() > self._until
        return escape(text) if late or len(text) > COLOURED else coloured(text)


def coloured(text: str) -> Markup:
    """The text as HTML, escaped."""
    as_sql = is_sql(text)
    words = _SQL_WORDS if as_sql else _PYTHON_WORDS
    pieces, done = [], 0
    for found in (_SQL if as_sql else _PYTHON).finditer(text):
        kind, written = found.lastgroup, found[0]
        if kind == "name":
            if (written.lower() if as_sql else written) not in words:
                continue
            kind = "k"
        pieces += [escape(text[done : found.start()]), Markup('<span class="{}">{}</span>').format(kind, written)]
        done = found.end()
    return Markup("").join([*pieces, escape(text[done:])])


def is_sql(text: str) -> bool:
    """Whether an answer begins as SQL does."""
    at = 0
    while space := _SPACE.match(text, at):
        at = space.end()
    rest = text[at : at + 1_000].lower().lstrip("( \n")
    word = re.match(r"[a-z]*", rest)
    first = word[0] if word else ""
    return text.startswith("%%sql", at) or first in _BEGINS_SQL or bool(_WITH.match(rest))
