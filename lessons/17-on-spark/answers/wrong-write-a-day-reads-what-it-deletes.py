# expects: that the function itself has deleted
from pathlib import Path

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    new = df.where(F.col("day") == F.lit(run_date))
    if Path(path).exists():
        new = df.sparkSession.read.parquet(path).where(F.col("day") != F.lit(run_date)).unionByName(new)
    new.write.mode("overwrite").partitionBy("day").parquet(path)
