"""Lesson 10's sessions: the file is the one described, and what is made from it is the same everywhere."""

import gzip
import hashlib
import runpy
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from workbook import paths
from workbook.datasets import shop_sessions


@pytest.fixture(scope="module")
def visits():
    return shop_sessions.sessions()


def test_the_file_is_the_one_that_the_readme_describes():
    digest = hashlib.sha256(shop_sessions.FILE.read_bytes()).hexdigest()
    assert digest in (paths.DATA / "README.md").read_text(encoding="utf-8")


def test_there_are_3605_sessions_of_600_users(visits):
    assert len(visits) == len({row[1] for row in visits}) == 3605
    assert len({row[0] for row in visits}) == 600
    assert len({(row[0], row[3]) for row in visits}) == 3605, "no user has two sessions at one time"


def test_the_channels_are_the_same_everywhere(visits):
    assert hashlib.sha256(repr(visits).encode()).hexdigest()[:16] == "efb912ba56531499"


def test_the_first_channel_is_the_data_sets_and_later_ones_change(visits):
    text = shop_sessions.FILE.read_text(encoding="utf-8")
    shipped = dict(line.split(",")[1::2] for line in text.splitlines()[1:])
    channels = defaultdict(list)
    for userid, _, channel, _ in visits:
        channels[f"user_{userid:04d}"].append(channel)
    assert {user: found[0] for user, found in channels.items()} == shipped
    same = Counter(a == b for found in channels.values() for a, b in pairwise(found))
    assert 0.5 < same[True] / same.total() < 0.75


def test_the_two_tables_hold_each_session_once(visits):
    ids = sorted(row[1] for row in visits)
    assert sorted(row[1] for row in shop_sessions.user_session_channel()) == ids
    assert sorted(row[0] for row in shop_sessions.session_timestamp()) == ids


def test_a_session_is_cut_from_its_events(tmp_path):
    events = tmp_path / "events.csv.gz"
    lines = [
        "user_id,session_id,event,timestamp,platform,acquisition_channel,user_cohort,user_lifecycle",
        "user_0007,sess_000002,cart,2024-03-13 10:22:12,desktop,email,2024-01,new",
        "user_0007,sess_000002,home,2024-03-13 09:59:59,desktop,email,2024-01,new",
        "user_0003,sess_000001,home,2024-04-01 08:00:00,mobile,social,2024-02,new",
    ]
    with gzip.open(events, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    cut = runpy.run_path(str(paths.DATA / "ecom_sessions.py"))["sessions"]
    assert cut(events) == [
        ("sess_000001", "user_0003", "2024-04-01 08:00:00", "social"),
        ("sess_000002", "user_0007", "2024-03-13 09:59:59", "email"),
    ]
