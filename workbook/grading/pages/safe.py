"""Texts by strangers, made fit to be shown: cut to a length, with nothing that is unseen or turns the line round.

Escaping is the templates' job: all that goes into them is escaped unless it is a Markup.
"""

from urllib.parse import quote

MOST = 6_000  # characters of one text: an error message can quote megabytes

# Escape sequences and NUL are shown as pictures; the signs that change the direction of a text by their number,
# since with them code reads otherwise than it runs ("Trojan Source").
_UNSEEN = {number: 0x2400 + number for number in range(32) if chr(number) not in "\n\t"} | {127: 0x2421}
_UNSEEN |= {
    number: f"[U+{number:04X}]" for number in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)
}


def shown(text: object, most: int = MOST) -> str:
    """A text with all its signs to be seen; what is longer is cut, and says so."""
    text = str(text).replace("\r\n", "\n")
    rest = len(text) - most
    if rest > 0:
        text = f"{text[:most]}\n… ({rest:,} more characters are not shown)"
    return text.translate(_UNSEEN)


def inline(text: object) -> str:
    """The same for one line."""
    return shown(text, 400).replace("\n", " ")


def sentence(text: object) -> str:
    """One line that begins with a capital letter, unless with a name as in code."""
    line = inline(text)
    return line[:1].upper() + line[1:] if line.partition(" ")[0].isalpha() else line


def address(name: str) -> str:
    """A file's name as a part of a link."""
    return quote(name, safe="", errors="replace")
