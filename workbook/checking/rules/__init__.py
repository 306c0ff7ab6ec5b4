"""What an answer must show, one module a rule (docs/rules.md lists them).

In: a run (`checking.run.Run`) of an answer on one fixture. Out: `Fault`s, each a sentence and what shows it.
Lessons' checks.py put rules into exercises; only `checking.rule_evaluation` calls them.
"""
