"""What IPython and JupyterLab show, and how a notebook's cells are read.

In: cells, as IPython gives them (`magic`) or from a file (`reader`, `cell_magics`, `answers`), and a checking
context. Out: tables, verdicts, figures, progress; JupyterLab on the learner's own copies in my/ (`lab`, `hub`).
IPython loads `magic` by `%load_ext workbook`; engines add their magics to it; the command and grading call the
rest.
"""
