"""A load that continues from a stored mark, the latest `modified` that it has seen; it needs no day.

    load_newer(source, s3, bucket, warehouse, back)     what is newer than the mark, and a little more
    stage_rows(source, s3, bucket, cursor, condition)   production's rows with this condition, in nps_changes

The table `load_mark` of the warehouse has one row, `loaded_to`. Connections are those of pipeline.py.
"""

import datetime as dt
import uuid

from workbook.exercises import load_module

pipeline = load_module("08-incremental", "pipeline")
NO_OVERLAP = dt.timedelta(0)


def load_newer(source, s3, bucket: str, warehouse, back: dt.timedelta = NO_OVERLAP) -> int:
    """Bring the rows modified after the mark less `back` into nps, move the mark; returns how many were read.

    Without an overlap the rows at the mark itself are not read again. Both changes in one transaction: if anything
    fails, nps and the mark are as before, and the error is raised.
    """
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("SELECT loaded_to FROM load_mark")
        [mark] = cursor.fetchone()
        count = stage_rows(source, s3, bucket, cursor, f"modified {'>=' if back else '>'} '{mark - back}'")
        # Before the merge, which drops nps_changes. The mark never goes back.
        cursor.execute(
            """
            UPDATE load_mark
            SET loaded_to = greatest(loaded_to, (SELECT max(modified) FROM nps_changes))
            """
        )
        pipeline.merge(cursor)
    return count


def stage_rows(source, s3, bucket: str, cursor, condition: str) -> int:
    """Put production's rows for which `condition` is true into the temporary table nps_changes; their number."""
    ours = f"nps/{uuid.uuid4().hex}/"
    with pipeline.full.Objects(s3, bucket, ours) as objects:
        with pipeline.full.snapshot(source):
            query = f"SELECT {pipeline.COLUMNS} FROM nps WHERE {condition}"
            count = pipeline.full.to_csv(source, query, objects)
        if count:
            objects.put()
            pipeline.stage(cursor, f"s3://{bucket}/{objects.prefix}")
        else:  # COPY refuses a prefix without an object
            cursor.execute("CREATE TEMP TABLE nps_changes (LIKE nps INCLUDING DEFAULTS)")
    return count
