"""Runs a stranger's code: each answer in Python in a process of its own, which can harm nobody but itself.

In: a notebook's cells and an exercise. Out: what became of the answer (`sandbox.Ran`). Only `grading.judge` and
`grading.worker` call it. All that knows the operating system is in `system/`.
"""
