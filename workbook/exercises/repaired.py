"""A solved cell of an exercise whose code is given to be repaired: the given code, and below it the repaired.

A file, such as a DAG's, can't hold both: only the repaired part of such a cell is the answer. In SQL and in Python
the later code wins by itself. A learner's cell has one code, and no markers.
"""

import re

REPAIRED = re.compile(r"^(?:-- )?### BEGIN SOLUTION\n(?:#|--) Repaired:\n", re.MULTILINE)


def repaired(text: str) -> str:
    """What stands below the line `Repaired:`; the whole text if it has none."""
    found = REPAIRED.search(text)
    return text[found.end() :] if found else text
