"""Tables of lesson 04 that are long: a LIMIT, a page or a rounded value that fits the short ones shows in them."""

import datetime as dt
from random import Random

KEYS = 2_500
VERSIONS = (1, 1, 2, 2, 3)  # rows of a key
SECONDS = 40 * 86_400


def _moment(rng: Random, first: dt.datetime) -> dt.datetime:
    return first + dt.timedelta(seconds=rng.randrange(SECONDS), microseconds=rng.randrange(1_000_000))


def _degrees(rng: Random) -> float | None:
    return None if rng.random() < 0.05 else rng.randrange(-4000, 5000) / 100


def weather(dates: int = KEYS) -> list[tuple]:
    """Rows of temp_weather for many dates, none equally new; some dates are equal in all but the date."""
    rng = Random("weather")
    rows: list[tuple] = []
    for n in range(dates):
        date = dt.date(1990, 1, 1) + dt.timedelta(n)
        if n % 10 == 9:
            rows.append((date, *rows[-1][1:]))  # as yesterday's
            continue
        rows += [
            (date, _degrees(rng), _degrees(rng), _degrees(rng), _moment(rng, dt.datetime(1989, 11, 1)))
            for _ in range(rng.choice(VERSIONS))
        ]
    rng.shuffle(rows)
    return rows


def changes() -> list[tuple]:
    """Changes of many ids, none equally new; of a fifth of the ids one is NULL, of some nothing else is there."""
    rng = Random("changes")
    rows: list[tuple] = []
    for id in rng.sample(range(-5_000, 1_000_000), KEYS):
        if rng.random() < 0.1 and rows:
            rows.append((id, *rows[-1][1:]))
            continue
        times = [_moment(rng, dt.datetime(2025, 1, 1)) for _ in range(rng.choice(VERSIONS))]
        if rng.random() < 0.2:
            times[-1:] = [None]
        rows += [(id, at, rng.randint(-(2**15), 2**15 - 1)) for at in times]
    rng.shuffle(rows)
    return rows


def readings() -> list[tuple]:
    """Rows of many sensors; of a sensor some have one time, and then neither seq nor value follows the other."""
    rng = Random("readings")
    rows: list[tuple] = []
    for n in range(KEYS):
        sensor = f"{rng.choice(('s', 'S', 's ', '온실 ', 'in the boiler room, no. '))}{n}"
        if n % 10 == 9:
            rows.append((sensor, *rows[-1][1:]))
            continue
        times = [_moment(rng, dt.datetime(2025, 1, 1)) for _ in range(2)]
        seqs = rng.sample(range(-50, 2_000), 3)
        rows += [(sensor, rng.choice(times), _degrees(rng), seqs[each]) for each in range(rng.choice(VERSIONS))]
    rng.shuffle(rows)
    return rows
