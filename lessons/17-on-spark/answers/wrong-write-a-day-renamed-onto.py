# expects: Remove the old folder first
from pathlib import Path

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    staging = f"{path}/_staging"
    df.where(F.col("day") == F.lit(run_date)).drop("day").write.mode("overwrite").parquet(staging)
    Path(staging).replace(f"{path}/day={run_date}")
