# another way: dynamic mode, which keeps the old rows if a task fails, and the empty day by hand.
import shutil
from pathlib import Path

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    rows = df.where(F.col("day") == F.lit(run_date))
    if rows.isEmpty():
        shutil.rmtree(Path(path) / f"day={run_date}", ignore_errors=True)
        return
    rows.write.option("partitionOverwriteMode", "dynamic").mode("overwrite").partitionBy("day").parquet(path)
