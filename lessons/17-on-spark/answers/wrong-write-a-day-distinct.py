# expects: 2 rows missing
import shutil
from pathlib import Path

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    staging = Path(path) / f"_staging-{run_date}"
    rows = df.where(F.col("day") == F.lit(run_date)).drop("day").distinct()
    rows.write.mode("overwrite").parquet(str(staging))
    day = Path(path) / f"day={run_date}"
    if day.exists():
        shutil.rmtree(day)
    staging.rename(day)
