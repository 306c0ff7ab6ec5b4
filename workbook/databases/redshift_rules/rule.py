"""What a rule is: the construct, why Redshift does not take it, what to write there, and the page that says so."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from workbook.databases.redshift_rules.words import Words

GUIDE = "https://docs.aws.amazon.com/redshift/latest/dg/{}.html"
START = ""  # as the word before: nothing

# Pages that many rules name.
FEATURES = "c_unsupported-postgresql-features"
FUNCTIONS = "c_unsupported-postgresql-functions"
TYPES = "c_unsupported-postgresql-datatypes"
COMMANDS = "c_SQL_commands"

NOT_SUPPORTED = "is not supported"


@dataclass(frozen=True, eq=False)
class Rule:
    """A construct of PostgreSQL, found where `pattern` matches, or at the indexes that `where` gives.

    A pattern is a regular expression over words in capitals, with single spaces between them; it begins with plain
    words, of which the first is looked up. It counts behind the words `after`, and not behind those of `unless`;
    and in statements that do one of `only`, if there are any. A note is worth knowing, and no reason to change.
    """

    what: str
    instead: str  # an imperative: "use …", "write …"
    page: str
    pattern: str = ""
    reason: str = NOT_SUPPORTED  # goes on from `what`
    where: Callable[[Words], Iterable[int]] | None = None
    after: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    is_note: bool = False

    @property
    def source(self) -> str:
        """The page of Redshift's documentation."""
        return GUIDE.format(self.page)

    def find(self, words: Words) -> Iterator[int]:
        """The indexes of the words at which the construct begins."""
        if self.only and words.verb not in self.only:
            return
        if self.where:
            yield from self.where(words)
            return
        for head in self._heads:
            for at in words.places.get(head, ()):
                before = words.word(at - 1)
                if (self.after and before not in self.after) or before in self.unless:
                    continue
                if words.starts(at, self._compiled):
                    yield at

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.pattern})(?= )")

    @cached_property
    def _heads(self) -> list[str]:
        """The words with which the pattern may begin."""
        first = re.match(r"\(([A-Z_|]+)\)|((?:\\.|[^ (\\])+)", self.pattern)
        assert first, self.pattern
        return first[1].split("|") if first[1] else [first[2].replace("\\", "")]
