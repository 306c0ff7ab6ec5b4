"""Mutation testing of the checks: a right answer that is changed must be refused, one that is rewritten accepted.

In: an exercise and the text of a right answer. Out: mutants, each with one change of meaning, and rewritings, each
with none. `trial` runs them. bench/mutants.py and the tests call this room's part; no lesson does.

An operator makes mutants of one kind. A mutant that the check refuses is what mutation testing calls killed. One
that is accepted is either equivalent (`equivalent` lists those, with the reason) or shows a hole in the check.
"""

from workbook.checking.mutants.mutant import Mutant, sample
from workbook.checking.mutants.mutations import mutants_of, rewritings_of

__all__ = ["Mutant", "mutants_of", "rewritings_of", "sample"]
