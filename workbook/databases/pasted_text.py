"""Characters that a page or a chat puts where the keyboard has others, and that no server reads as those."""

import unicodedata

from workbook.databases import sqltext

QUOTED = {"STRING", "IDENTIFIER", "HEREDOC_STRING", "RAW_STRING", "NATIONAL_STRING", "UNICODE_STRING"}
INSTEAD = {
    **dict.fromkeys("\u00a0\u2007\u202f\u3000", "type a space in its place"),
    **dict.fromkeys("\u200b\u2060\ufeff", "delete it, though it can't be seen"),
    **dict.fromkeys("\u2018\u2019", "type ' in its place"),
    **dict.fromkeys("\u201c\u201d", 'type " in its place'),
    **dict.fromkeys("\u2013\u2212", "type - in its place"),
}


def advice(text: str, engine: str) -> str:
    """A sentence about the first such character outside of quotes; "" where there is none."""
    try:
        kept = [(each.start, each.end) for each in sqltext.tokens(text, engine) if each.token_type.name in QUOTED]
    except sqltext.Unreadable:
        kept = []
    for at, character in enumerate(text):
        if character in INSTEAD and not any(start <= at <= end for start, end in kept):
            name, line = unicodedata.name(character).lower(), text.count("\n", 0, at) + 1
            found = f"line {line} holds a {name} (U+{ord(character):04X}), as copied text may"
            return f"{found}: {INSTEAD[character]}."
    return ""
