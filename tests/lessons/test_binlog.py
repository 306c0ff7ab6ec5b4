"""Lesson 08's reader of the binary log: what a real log holds, and what a class is given in its place."""

import ast
import re

import pytest

from workbook import paths
from workbook.exercises import load_module
from workbook.servers import throwaway

TEXT = paths.LESSONS / "08-incremental" / "walkthrough-log-and-history.md"
binlog = load_module("08-incremental", "binlog")
example = load_module("08-incremental", "log_example")


def statements() -> list[str]:
    """The lesson's own."""
    [found] = re.findall(r"^statements = (\[.*?^\])", TEXT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return ast.literal_eval(found)


@pytest.mark.servers
def test_a_real_log_holds_what_a_class_is_given(monkeypatch):
    for name in binlog.IN_A_CLASS:
        monkeypatch.delenv(name, raising=False)
    rolled_back = ["BEGIN", "UPDATE nps SET score = 0", "ROLLBACK"]
    found = binlog.changes([*statements(), *rolled_back, "TRUNCATE nps"])
    assert [event[1:] for event in found] == [event[1:] for event in example.EVENTS]
    positions = [event[0] for event in found]
    assert positions == sorted(set(positions))


def test_in_a_class_no_server_is_started(monkeypatch, capsys):
    monkeypatch.setenv("JUPYTERHUB_USER", "kim")
    monkeypatch.setattr(throwaway, "source", None)
    assert binlog.changes(statements()) == example.EVENTS
    assert "In a class no second server is started" in capsys.readouterr().out
