"""The earlier name of workbook.databases.progress_bar: it is that very module."""

import sys

from workbook.databases import progress_bar

sys.modules[__name__] = progress_bar
