"""Answers that are alike: which pairs of students share what neither the lesson nor the class explains.

    trees.py          an answer as a tree without names, case, comments and order
    fingerprints.py   the pieces of that tree, as numbers; and those that a lesson's own texts have
    pairs.py          students who share pieces that few others have

Of records alone, and on request alone: a hint for a person who then reads both answers, and no part of a grade.
"""
