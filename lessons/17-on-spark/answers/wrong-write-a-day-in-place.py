# expects: After the failure the day's old rows are gone
from pyspark.sql import functions as F


def write_day(df, path, run_date):
    rows = df.where(F.col("day") == F.lit(run_date)).drop("day")
    rows.write.mode("overwrite").parquet(f"{path}/day={run_date}")
