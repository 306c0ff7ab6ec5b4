"""What the processes that grade have imported before the first of them starts (forks)."""

import gc

# sqlglot, which splits SQL into statements, takes as long to import as all of the rest.
import sqlglot.dialects.mysql
import sqlglot.dialects.postgres  # noqa: F401

from workbook.grading import worker  # noqa: F401

gc.collect()
gc.freeze()  # what all of them share stays shared, and is not looked through again
