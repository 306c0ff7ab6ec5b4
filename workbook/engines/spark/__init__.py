"""Spark on this machine: a small standalone cluster, a warm process that runs Python on it, a runner of answers.

Spark itself is in an environment of its own, .venv-spark; nothing here imports it but `inside/`, which runs there.
"""
