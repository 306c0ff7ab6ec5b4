# expects: Only this run's rows are left
from pyspark.sql import functions as F


def write_day(df, path, run_date):
    rows = df.where(F.col("day") == F.lit(run_date))
    rows.write.mode("overwrite").partitionBy("day").parquet(path)
