"""What COPY says of a CSV file that it rejects, and what that means for the program that wrote the file."""

import re

import psycopg2

QUOTED_NULL = (
    'NULL came as "", which COPY reads as an empty text. A NULL is an empty field without quotes; csv.QUOTE_ALL'
    " puts quotes around it, too."
)
NULL_AS_A_WORD = "NULL came as the word {0}: in CSV a NULL is an empty field, with nothing between the commas."
NO_QUOTES = (
    "A text that is empty, or that has quotes, commas or line ends in it, has to be between quotes, and each quote"
    ' in it is doubled: "".'
)
BACKSLASH = 'A quote inside of a text is written twice, "": COPY … CSV reads no backslash before it.'
ROUNDED = "A number came in another form than the source has it: DECIMAL is exact, and a float is not."
NOT_COMMAS = "The whole line came as one field: fields are separated by commas."
# A pattern of the server's message with its context, and what it means; {0} is the pattern's first group.
MEANINGS = (
    (r"invalid input syntax for type \w+(?: \w+)*: \"\"", QUOTED_NULL),
    (r"invalid input syntax for type [\w ]+: \"\s*(None|NULL|null|nan|NaN|NaT|\\N)\"", NULL_AS_A_WORD),
    (r"invalid input syntax for type json(?s:.*)\\", BACKSLASH),
    (r"invalid input syntax for type json|unquoted (?:carriage return|newline)|unterminated CSV", NO_QUOTES),
    (r"numeric field overflow", ROUNDED),
    (r"invalid input syntax for type [\w ]+: \"[^\"]*[\t;|]", NOT_COMMAS),
)


def quoted(error: psycopg2.Error) -> str:
    """The server's words, and the line of the file that they are about."""
    context = (error.diag.context or "").replace("\n", "⏎")
    return f"{error.diag.severity}:  {error.diag.message_primary}" + (f"\nCONTEXT:  {context}" if context else "")


def meaning(error: psycopg2.Error) -> str:
    """What the program did that wrote the file, in words; "" where the server's own words tell."""
    message = f"{error.diag.message_primary}\n{error.diag.context or ''}"
    for pattern, says in MEANINGS:
        if found := re.search(pattern, message):
            return says.format(*found.groups())
    return ""
