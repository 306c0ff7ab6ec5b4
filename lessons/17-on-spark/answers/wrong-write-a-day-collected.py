# expects: it brings 3002 rows to the driver
import shutil
from pathlib import Path

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    rows = df.where(F.col("day") == F.lit(run_date)).collect()
    staging = Path(path) / f"_staging-{run_date}"
    new = df.sparkSession.createDataFrame(rows, df.schema)
    new.drop("day").write.mode("overwrite").parquet(str(staging))
    day = Path(path) / f"day={run_date}"
    if day.exists():
        shutil.rmtree(day)
    staging.rename(day)
