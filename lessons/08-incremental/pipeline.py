"""A daily load, MySQL -> S3 -> warehouse: the rows of nps that changed on one day, merged into the warehouse.

    incremental(source, s3, bucket, warehouse, run_date)    a day's changes, into the warehouse
    window(run_date)                                        the day's half-open range of moments

The parts are those of lesson 07: `source` is a pymysql connection, `s3` a boto3 client, `warehouse` a psycopg2
connection whose COPY reads S3. Days are days in UTC.
"""

import datetime as dt
import uuid

from workbook.exercises import load_module

full = load_module("07-full-refresh", "pipeline")

COLUMNS = "id, created_at, score, modified, deleted"
DAY = dt.timedelta(days=1)


def window(run_date: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The midnights at which a day begins and ends: its moments are `start <= at < end`, in UTC.

    Raises TypeError for a value that is not a date, and ValueError for a day that has not begun.
    """
    if isinstance(run_date, dt.datetime):
        raise TypeError(f"run_date is a datetime, {run_date}: give its day, run_date.date().")
    if not isinstance(run_date, dt.date):
        raise TypeError(f"run_date is {run_date!r}: give a datetime.date, such as datetime.date(2025, 3, 10).")
    if run_date > (today := dt.datetime.now(dt.UTC).date()):
        raise ValueError(f"run_date is {run_date}, a day in the future: today is {today} (UTC).")
    start = dt.datetime.combine(run_date, dt.time())
    return start, start + DAY


def incremental(source, s3, bucket: str, warehouse, run_date: dt.date) -> int:
    """Copy the rows of nps that were modified on `run_date` into the warehouse's nps; returns their number.

    Reads them by the index on `modified`, from one snapshot of the source. For each id the newest row wins,
    whichever side has it, and of equally new ones the source's. So the same day can be loaded again. One
    transaction: if anything fails, nps is as before and the error is raised, full.NotAsRead where COPY did not
    load what was read.
    """
    start, end = window(run_date)
    changed = f"SELECT {COLUMNS} FROM nps WHERE modified >= '{start}' AND modified < '{end}'"
    ours = f"nps/{run_date}/{uuid.uuid4().hex}/"  # another run's objects are never under it
    with warehouse, warehouse.cursor() as cursor, full.Objects(s3, bucket, ours) as objects:
        with full.snapshot(source):
            count = full.to_csv(source, changed, objects)
        if count:
            objects.put()
            stage(cursor, f"s3://{bucket}/{objects.prefix}")
            cursor.execute("SELECT count(*) FROM nps_changes")
            [loaded] = cursor.fetchone()
            if loaded != count or not objects.are_as_written():
                raise full.NotAsRead(f"{run_date}: {count} rows were read, and {loaded} loaded, not as written.")
            merge(cursor)
    return count


def stage(cursor, address: str) -> None:
    """Put the rows of the objects at `address` into the temporary table nps_changes."""
    cursor.execute("CREATE TEMP TABLE nps_changes (LIKE nps INCLUDING DEFAULTS)")
    cursor.execute(f"COPY nps_changes ({COLUMNS}) FROM %s CSV", [address])
    cursor.execute("ANALYZE nps_changes")


def merge(cursor) -> None:
    """Bring the rows of nps_changes, one of each id, into nps unless it has newer ones; drop nps_changes.

    Of rows that are equally new, that of nps_changes wins: it may be a second change within the same second.
    """
    cursor.execute(
        """
        DELETE FROM nps
        USING nps_changes
        WHERE nps.id = nps_changes.id
          AND nps.modified <= nps_changes.modified
        """
    )
    cursor.execute(
        f"""
        INSERT INTO nps ({COLUMNS})
        SELECT {COLUMNS}
        FROM nps_changes
        WHERE NOT EXISTS (SELECT 1 FROM nps WHERE nps.id = nps_changes.id)
        """
    )
    cursor.execute("DROP TABLE nps_changes")
