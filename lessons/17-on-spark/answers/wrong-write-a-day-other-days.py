# expects: Rows of other days were written too
def write_day(df, path, run_date):
    df.sparkSession.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
    df.write.mode("overwrite").partitionBy("day").parquet(path)
