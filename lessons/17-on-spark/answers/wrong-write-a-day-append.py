# expects: The day's old rows are still there beside the new ones
from pyspark.sql import functions as F


def write_day(df, path, run_date):
    rows = df.where(F.col("day") == F.lit(run_date))
    rows.write.mode("append").partitionBy("day").parquet(path)
