# expects: this is left after the run for 1 June
import shutil
from pathlib import Path

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    staging = Path(f"{path}-staging")
    df.where(F.col("day") == F.lit(run_date)).drop("day").write.mode("overwrite").parquet(str(staging))
    shutil.rmtree(Path(path) / f"day={run_date}", ignore_errors=True)
    shutil.copytree(staging, Path(path) / f"day={run_date}")
