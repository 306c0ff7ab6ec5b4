"""What a teacher decides about a class: who is in it, until when, what a part is worth, words and points by hand.

    class.toml      beside the folder of submissions, or named by --class; each key has a module here
    marks.py        puts all of it on records, which stay as grading made them

So a change of these rules grades nothing again, and nothing that was given by hand is lost when an answer is
graded again.
"""
