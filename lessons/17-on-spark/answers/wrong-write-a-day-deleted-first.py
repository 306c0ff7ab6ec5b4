# expects: they were deleted before the new ones were written
import shutil
from pathlib import Path

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    day = Path(path) / f"day={run_date}"
    if day.exists():
        shutil.rmtree(day)
    staging = Path(path) / "_staging"
    df.where(F.col("day") == F.lit(run_date)).drop("day").write.mode("overwrite").parquet(str(staging))
    staging.rename(day)
