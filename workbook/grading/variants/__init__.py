"""Hidden rows: the same exercise with other data, made from a teacher's seed.

In: an exercise and a seed. Out: an exercise whose fixtures nobody has seen. `grading.judge` calls it, and nothing
that a learner's process imports.
"""
