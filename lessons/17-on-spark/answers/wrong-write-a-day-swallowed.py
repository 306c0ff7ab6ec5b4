# expects: the function returns as if all went well
import shutil
from pathlib import Path

from pyspark.sql import functions as F


def write_day(df, path, run_date):
    staging = Path(path) / f"_staging-{run_date}"
    try:
        df.where(F.col("day") == F.lit(run_date)).drop("day").write.mode("overwrite").parquet(str(staging))
    except Exception as error:
        print(f"could not write {run_date}: {type(error).__name__}")
        return
    shutil.rmtree(Path(path) / f"day={run_date}", ignore_errors=True)
    staging.rename(Path(path) / f"day={run_date}")
