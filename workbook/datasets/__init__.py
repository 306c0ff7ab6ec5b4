"""The rows of the lessons' tables: real ones from data/, and those that are made from a seed.

In: nothing but a seed and a number of rows. Out: tuples, paths of CSV files, and `scaled` fixtures. Lessons, DAGs
and the command `workbook data` may call it; of the workbook it knows fixtures and the progress bar.
"""
