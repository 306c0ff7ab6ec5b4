"""The data is real where it says so; what is made is the same everywhere, and as the lessons need it."""

import csv
import hashlib
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import islice
from statistics import stdev

import pytest

from workbook import paths
from workbook.datasets import nps_and_weather
from workbook.errors import WorkbookError


@pytest.fixture(scope="module")
def answers():
    return list(nps_and_weather.nps())


def test_ids_ascend_from_one_and_time_with_them(answers):
    assert [a[0] for a in answers] == list(range(1, 150_001))
    stamps = [a[1] for a in answers]
    assert stamps == sorted(stamps)


def test_stamps_are_whole_naive_seconds_of_2025(answers):
    assert {(at.year, at.microsecond, at.tzinfo) for _, at, _ in answers} == {(2025, 0, None)}
    assert len({at.date() for _, at, _ in answers}) == 365


def test_scores_are_plausible(answers):
    scores = Counter(score for _, _, score in answers)
    assert sorted(scores) == list(range(11))
    promoters = (scores[9] + scores[10]) / len(answers)
    detractors = sum(scores[s] for s in range(7)) / len(answers)
    assert 0.33 < promoters < 0.38
    assert 0.24 < detractors < 0.31


def test_weekends_and_nights_are_quiet(answers):
    days = Counter(at.weekday() for _, at, _ in answers)
    assert max(days[5], days[6]) < 0.75 * min(days[d] for d in range(5))
    by_day = sum(7 <= at.hour < 23 for _, at, _ in answers)
    assert 0.96 < by_day / len(answers) < 1


def test_answers_and_scores_grow_over_the_year(answers):
    def quarter(n):
        return [s for _, at, s in answers if (at.month - 1) // 3 == n]

    def score(found):
        return sum((s >= 9) - (s <= 6) for s in found) * 100 / len(found)

    first, last = quarter(0), quarter(3)
    assert len(last) > 1.2 * len(first)
    assert score(last) - score(first) > 5


def test_the_rows_are_the_same_on_every_python():
    # Written down once: outputs of notebooks hang on these rows. Raise NPS_VERSION when you change them.
    digest = hashlib.sha256()
    for row in nps_and_weather.nps():
        digest.update(f"{row}\n".encode())
    assert (nps_and_weather.NPS_VERSION, digest.hexdigest()[:16]) == (1, "9c79e4578d0f1740")
    made = [row for day in range(30) for row in nps_and_weather.forecasts(date(2015, 3, 1) + timedelta(days=day))]
    assert hashlib.sha256(f"{made}".encode()).hexdigest()[:16] == "34f58d2042891d4d"


def test_another_seed_and_another_size_make_other_rows():
    assert list(nps_and_weather.nps(1000)) == list(nps_and_weather.nps(1000))
    assert list(nps_and_weather.nps(1000, seed=1)) != list(nps_and_weather.nps(1000))
    assert [len(list(nps_and_weather.nps(n))) for n in (0, 1, 7, 365)] == [0, 1, 7, 365]


def test_memory_does_not_grow_with_the_rows():
    tracemalloc.start()
    for _ in islice(nps_and_weather.nps(3_000_000), 60_000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_it_is_quick():
    def seconds():
        start = time.process_time()
        for _ in nps_and_weather.nps():
            pass
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.5


def test_it_needs_no_heavy_package():
    names = ("numpy", "pandas", "sqlglot")
    heavy = f"import sys, workbook.datasets.nps_and_weather; print([m for m in {names} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_csv_holds_the_rows_and_is_written_once(tmp_path):
    path = nps_and_weather.nps_csv(tmp_path, rows=500)
    with path.open(encoding="utf-8", newline="") as file:
        read = [(int(i), datetime.fromisoformat(at), int(score)) for i, at, score in csv.reader(file)]
    assert read == list(nps_and_weather.nps(500))
    assert b"\r" not in path.read_bytes()
    written = path.stat().st_mtime_ns
    assert nps_and_weather.nps_csv(tmp_path, rows=500) == path
    assert path.stat().st_mtime_ns == written
    assert (
        len(
            {
                path,
                nps_and_weather.nps_csv(tmp_path, rows=400),
                nps_and_weather.nps_csv(tmp_path, rows=400, seed=2),
            }
        )
        == 3
    )


def test_changed_answers_are_those_answers_with_their_last_change(answers):
    changed = list(nps_and_weather.nps_modified())
    assert [row[:3] for row in changed] == answers
    assert all(at <= modified < datetime(2026, 1, 1) for _, at, _, modified, _ in changed)
    later = [modified - at for _, at, _, modified, _ in changed if modified != at]
    assert 15_000 < len(later) < 20_000 and max(later) <= timedelta(days=60)
    assert {modified != at for _, at, _, modified, withdrawn in changed if withdrawn} == {True}
    assert 2_500 < sum(row[4] for row in changed) < 3_500


def test_a_range_a_minute_longer_than_a_day_holds_many_rows_more(tmp_path):
    day, crowd = datetime(2025, 6, 1), nps_and_weather.CROWD
    plain = list(nps_and_weather.nps_modified(500))
    crowded = list(nps_and_weather.nps_modified(500, beside=day.date()))
    assert crowded[:500] == plain and len({row[0] for row in crowded}) == len(crowded) == 500 + 2 * crowd
    minute = timedelta(minutes=1)
    assert sum(day - minute <= row[3] < day for row in crowded[500:]) == crowd
    assert sum(day + timedelta(1) < row[3] < day + timedelta(1) + minute for row in crowded[500:]) == crowd
    files = {nps_and_weather.nps_modified_csv(tmp_path, 500, beside=each) for each in (None, day.date())}
    assert sorted(len(file.read_text(encoding="utf-8").splitlines()) for file in files) == [500, 500 + 2 * crowd]


def test_the_csv_of_changed_answers_holds_them(tmp_path):
    path = nps_and_weather.nps_modified_csv(tmp_path, rows=500)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    assert rows == [
        (str(i), str(at), str(s), str(m), str(int(d))) for i, at, s, m, d in nps_and_weather.nps_modified(500)
    ]
    assert path != nps_and_weather.nps_csv(tmp_path, rows=500)


def test_a_csv_that_could_not_be_finished_leaves_nothing(tmp_path, monkeypatch):
    def full(rows, seed):
        yield from islice(nps(rows, seed), 10)
        raise OSError(28, "No space left on device")

    nps = nps_and_weather.nps
    monkeypatch.setattr(nps_and_weather, "nps", full)
    with pytest.raises(WorkbookError, match=r"No space left on device.*WORKBOOK_HOME"):
        nps_and_weather.nps_csv(tmp_path)
    assert list((tmp_path / "data").iterdir()) == []


def test_the_weather_is_the_file():
    rows = nps_and_weather.weather()
    assert len(rows) == 1461
    assert rows[0] == (date(2012, 1, 1), 8.9, 5.0, 12.8)
    assert [row[0] for row in rows] == [date(2012, 1, 1) + timedelta(days=n) for n in range(1461)]
    assert all(low <= temp <= high and abs(temp - (low + high) / 2) < 0.051 for _, temp, low, high in rows)
    text = (paths.DATA / "seattle-weather.csv").read_bytes()
    assert hashlib.sha256(text).hexdigest() in (paths.DATA / "README.md").read_text(encoding="utf-8")


def test_a_forecast_covers_the_day_and_seven_more():
    rows = nps_and_weather.forecasts(date(2015, 6, 1))
    assert [row[0] for row in rows] == [date(2015, 6, 1 + n) for n in range(8)]
    assert all(low <= temp <= high for _, temp, low, high in rows)
    assert all(value == round(value, 1) for row in rows for value in row[1:])


def test_a_forecast_does_not_hang_on_the_order_of_calls():
    later = nps_and_weather.forecasts(date(2015, 6, 2))
    earlier = nps_and_weather.forecasts(date(2015, 6, 1))
    assert nps_and_weather.forecasts(date(2015, 6, 2)) == later
    assert nps_and_weather.forecasts(date(2015, 6, 1), days=3) == earlier[:3]
    assert nps_and_weather.forecasts(date(2015, 6, 1), seed=1) != earlier
    assert dict.fromkeys(r[0] for r in earlier[1:]) == dict.fromkeys(r[0] for r in later[:7])
    assert earlier[1:] != later[:7], "a new forecast revises the old one"


def test_the_error_shrinks_with_lead_time():
    observed = {row[0]: row[1] for row in nps_and_weather.weather()}
    runs = [nps_and_weather.forecasts(date(2013, 1, 1) + timedelta(days=n)) for n in range(700)]
    errors = [stdev(run[lead][1] - observed[run[lead][0]] for run in runs) for lead in range(8)]
    assert errors == sorted(errors)
    assert 0.3 < errors[0] < 1 and 1.3 < errors[7] < 3


def test_days_without_observations_are_refused():
    nps_and_weather.forecasts(date(2015, 12, 24))
    for outside in (date(2015, 12, 25), date(2011, 12, 31)):
        with pytest.raises(WorkbookError, match=r"from 2012-01-01 to 2015-12-31"):
            nps_and_weather.forecasts(outside)


def test_a_stamp_is_shortly_after_six():
    for n in range(50):
        day = date(2015, 6, 1) + timedelta(days=n)
        assert datetime(day.year, day.month, day.day, 6) <= nps_and_weather.stamp(day)
        assert nps_and_weather.stamp(day) < datetime(day.year, day.month, day.day, 6, 5)
        assert (
            nps_and_weather.stamp(day) == nps_and_weather.stamp(day)
            and nps_and_weather.stamp(day).microsecond == 0
        )
