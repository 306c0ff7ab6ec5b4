# expects: A day that has no rows any more kept its old ones
from pyspark.sql import functions as F


def write_day(df, path, run_date):
    rows = df.where(F.col("day") == F.lit(run_date))
    rows.write.option("partitionOverwriteMode", "dynamic").mode("overwrite").partitionBy("day").parquet(path)
