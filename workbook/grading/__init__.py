"""Submissions to grades: read, checked in a sandbox and on hidden rows, written down, shown.

In: a folder of STUDENT/LESSON/NOTEBOOK.ipynb. Out: records, grades.csv, pages, points in nbgrader's gradebook. The
command `workbook grade` calls it. What it adds to a check is another context and other fixtures (`variants`).
"""
