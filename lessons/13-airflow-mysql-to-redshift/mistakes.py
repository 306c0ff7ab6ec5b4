"""Lesson 13's oracles and known mistakes: what each leaves in the warehouse, and words that help."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from workbook.checking.rules.result_rows import Mistake, Symptom
from workbook.exercises import Fixture, load_module

tables = load_module("13-airflow-mysql-to-redshift", "tables")


def production(fixture: Fixture) -> list[tuple]:
    """What production's nps holds."""
    return fixture.rows("nps", "source")


def until_the_day(fixture: Fixture) -> list[tuple]:
    """Production's rows that were modified on the run's date, or before."""
    end = dt.datetime.fromisoformat(max(fixture.dates)) + dt.timedelta(1)
    return [row for row in production(fixture) if row.modified < end]


# --- sql-to-s3

UNLOADED = (
    Mistake("Nothing was loaded: nps has its old rows.", lambda f: f.rows("nps")),
    Mistake(
        "The first row of the file is missing. IGNOREHEADER 1 skips it where the file has no header, and a WHERE"
        " on the run's date may leave it out: the exercise asks for the whole table.",
        lambda f: production(f)[1:],
    ),
    Mistake("The old rows are still there, too: that is APPEND.", lambda f: f.rows("nps") + production(f)),
    Mistake("The table is empty.", lambda f: []),
    Mistake(
        "Rows that were modified after the run's date are missing. The exercise asks for the whole table as it is"
        " now: the query needs no WHERE.",
        until_the_day,
    ),
)

# --- prefix-trap


def _of(ids: Sequence[int]) -> Callable[[Fixture, Sequence[tuple]], bool]:
    """Whether a row of these objects is there."""
    return lambda fixture, rows: any(row[0] in ids for row in rows)


EXPORTED = (
    Mistake(
        "Only the first file was loaded: SqlToS3Operator adds a number to the names of the others, so their keys"
        " do not begin with this one. Load the folder.",
        lambda f: production(f)[:3],
    ),
    *UNLOADED,
)
EXPORTED_SYMPTOMS = (
    Symptom("A row comes from a colleague's object: the prefix of the load is too short.", _of(tables.COLLEAGUES)),
    Symptom("A row comes from another day's folder. The day belongs in the prefix.", _of(tables.OTHER_DAYS)),
    Symptom(
        "A row comes from a key that begins with the folder's name and then goes on: the slash is missing.",
        _of(tables.BY_HAND),
    ),
    Symptom(
        "A row comes from an object that an earlier run left in the folder. It was not overwritten: this run"
        " wrote fewer files, or gave them other names.",
        _of(tables.EARLIER),
    ),
)

# --- upsert-keys

Count = tuple  # day, channel, answers, total, counted_at
KEYS = ("day", "channel")


def of_date(date: str) -> Callable[[Count], bool]:
    """Whether something was counted on that date."""
    start = dt.datetime.fromisoformat(date)
    return lambda row: start <= row.counted_at < start + dt.timedelta(1)


def first_of(rows: Iterable[Count], order: Callable[[Count], object], keys: Sequence[str] = KEYS) -> list[Count]:
    """Of the rows with the same `keys` the one that comes last by `order`."""
    return list({key(row, keys): row for row in sorted(rows, key=order)}.values())


def key(row: Count, keys: Sequence[str]) -> tuple:
    return tuple(getattr(row, name) for name in keys)


def newest(rows: Iterable[Count]) -> list[Count]:
    return first_of(rows, lambda row: row.counted_at)


def loaded(
    fixture: Fixture,
    choose: Callable[[Iterable[Count]], list[Count]] = newest,
    keys: Sequence[str] | None = KEYS,
    whole: bool = False,
    together: bool = False,
) -> list[Count]:
    """The warehouse after the scenario's runs.

    `choose` says which rows of a date (of all, if `whole`) go into its file; these replace the rows that have the
    same `keys`: all rows where there are none, (); no row where `keys` is None. With `together` each load takes
    the files of the earlier dates, too.
    """
    stored, files = fixture.rows("channel_scores"), {}
    for date in fixture.dates:
        log = fixture.rows("channel_scores", "source")
        files[date] = choose(log if whole else filter(of_date(date), log))
        file = [row for each in files.values() for row in each] if together else files[date]
        if keys is not None:
            gone = {key(row, keys) for row in file} if keys else {()}
            stored = [row for row in stored if key(row, keys) not in gone]
        stored = stored + file
    return stored


COUNTED = (
    Mistake("Nothing was loaded: channel_scores has its old rows.", lambda f: f.rows("channel_scores")),
    Mistake(
        "Other channels of the same day are gone: a day alone is not the key of a row.",
        lambda f: loaded(f, keys=("day",)),
    ),
    Mistake(
        "Other days of the same channel are gone: a channel alone is not the key of a row.",
        lambda f: loaded(f, keys=("channel",)),
    ),
    Mistake(
        "Older counts are still there beside the new ones: with counted_at among the keys, no stored row has the"
        " same key.",
        lambda f: loaded(f, keys=(*KEYS, "counted_at")),
    ),
    Mistake(
        "Older counts are still there, and a second run adds its rows again: that is APPEND.",
        lambda f: loaded(f, keys=None),
    ),
    Mistake("Only what was counted on the date is left: that is REPLACE.", lambda f: loaded(f, keys=())),
    Mistake(
        "A day and channel that was counted several times on the date is in the table several times: UPSERT does"
        " not look for keys within the file. Put only the newest count into it, or remove the others afterwards.",
        lambda f: loaded(f, list),
    ),
    Mistake(
        "Of several counts on the date, the oldest was loaded: order by counted_at DESC.",
        lambda f: loaded(f, lambda rows: first_of(rows, lambda row: -row.counted_at.timestamp())),
    ),
    Mistake(
        "Of several counts on the date, the one with the most answers was loaded. A later count may be lower:"
        " counted_at says which one is the newest.",
        lambda f: loaded(f, lambda rows: first_of(rows, lambda row: row.answers)),
    ),
    Mistake(
        "What was counted again after the run's date was not loaded: the newest of all counts was chosen first,"
        " and the WINDOW applied afterwards. Put the WINDOW inside.",
        lambda f: loaded(f, lambda rows: sorted(set(rows) & set(newest(f.rows("channel_scores", "source"))))),
    ),
    Mistake(
        "Only one day of each channel was loaded: number the counts by day and channel.",
        lambda f: loaded(f, lambda rows: first_of(rows, lambda row: row.counted_at, ("channel",))),
    ),
    Mistake(
        "Only one channel of each day was loaded: number the counts by day and channel.",
        lambda f: loaded(f, lambda rows: first_of(rows, lambda row: row.counted_at, ("day",))),
    ),
    Mistake(
        "The files of other dates were loaded too: their keys begin with the same s3_key.",
        lambda f: loaded(f, together=True),
    ),
    Mistake(
        "Counts of another date were loaded too: the query needs the WINDOW.",
        lambda f: loaded(f, whole=True),
    ),
)
