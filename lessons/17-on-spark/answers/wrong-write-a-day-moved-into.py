# expects: the new ones did not take their place
import shutil

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    staging = f"{path}/_staging"
    df.where(F.col("day") == F.lit(run_date)).drop("day").write.mode("overwrite").parquet(staging)
    shutil.move(staging, f"{path}/day={run_date}")
