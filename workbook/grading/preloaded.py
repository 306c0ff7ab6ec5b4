"""What the processes that grade have imported before the first of them starts (forks)."""

import gc

from workbook.grading.sandbox import system

system.end_with_parent()  # also in the middle of these imports

# sqlglot, which splits SQL into statements, takes as long to import as all of the rest.
import sqlglot.dialects.mysql  # noqa: E402
import sqlglot.dialects.postgres  # noqa: E402, F401

from workbook.grading import worker  # noqa: E402, F401

gc.collect()
gc.freeze()  # what all of them share stays shared, and is not looked through again
