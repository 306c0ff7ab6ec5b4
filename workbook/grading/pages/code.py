"""A student's answer, coloured as SQL or Python."""

import re

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer, SqlLexer

from workbook.grading.pages import safe

COLOURED = 20_000  # characters; what is longer is shown without colours, which cost a second a megabyte
LONGEST = 100_000  # characters

# A record does not say in which language an answer is; its first word does, after the comments.
_SQL = re.compile(
    r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
    r"(?:%%sql|\(?\s*(?:select|insert|update|delete|create|alter|drop|begin|start|merge|truncate|copy|set|do|lock|"
    r"commit|explain|grant|table|analyze)\b|with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?as\s+(?:not\s+|materialized\s*)*\()",
    re.IGNORECASE | re.DOTALL,
)
_LEXERS = {True: SqlLexer(stripnl=False), False: PythonLexer(stripnl=False)}
_FORMATTER = HtmlFormatter(nowrap=True)


def coloured(answer: str) -> Markup:
    """The answer as HTML, escaped, for a <pre>."""
    text = safe.shown(answer, LONGEST)
    if len(text) > COLOURED:
        return escape(text)
    is_sql = bool(_SQL.match(text[:2_000]))
    return Markup(highlight(text, _LEXERS[is_sql], _FORMATTER))
