# expects: it brings 3000 rows to the driver
import shutil
from pathlib import Path


def write_day(df, path, run_date):
    rows = [row for row in df.collect() if row.day == run_date]
    staging = Path(path) / "_staging"
    df.sparkSession.createDataFrame(rows, df.schema).drop("day").write.mode("overwrite").parquet(str(staging))
    day = Path(path) / f"day={run_date}"
    if day.exists():
        shutil.rmtree(day)
    staging.rename(day)
