"""A query's plan as a lesson shows it: Spark's own lines, without what differs from run to run."""

import re

from pyspark.sql import DataFrame

# Numbers of expressions and plans; where a file is; what a scan could do and does not.
NOISE = (
    (re.compile(r"#\d+L?"), ""),
    (re.compile(r"\*\(\d+\) "), ""),  # steps that are compiled together
    (re.compile(r", ENSURE_REQUIREMENTS(, \[plan_id=\d+\])?"), ""),
    (re.compile(r", \[plan_id=\d+\]"), ""),
    (re.compile(r" Batched: .*"), ""),
    (re.compile(r" windowspecdefinition\(.*\) AS"), " AS"),
    (re.compile(r", output=\[[^\]]*\]"), ""),
)
HEADS = ("== Physical Plan ==", "AdaptiveSparkPlan")


def show(frame: DataFrame) -> None:
    """Print how Spark would run this DataFrame: the last step first, each step above what it reads."""
    text = frame._jdf.queryExecution().executedPlan().toString()
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(HEADS)]
    if lines[0].startswith("+- "):  # the first step below AdaptiveSparkPlan
        lines = [line[3:] for line in lines]
    for line in lines:
        for found, instead in NOISE:
            line = found.sub(instead, line)
        print(line.rstrip())
