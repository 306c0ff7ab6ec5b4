# expects: a time far ahead
from pyspark.sql import Window
from pyspark.sql import functions as F


def latest(df):
    time = F.coalesce(F.col("modified"), F.current_timestamp())
    newest = Window.partitionBy("id").orderBy(time.desc(), F.col("seq").desc())
    return df.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n")
