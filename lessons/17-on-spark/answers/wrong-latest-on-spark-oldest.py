# expects: You kept the oldest row
from pyspark.sql import Window
from pyspark.sql import functions as F


def latest(df):
    w = Window.partitionBy("id").orderBy(F.col("modified").asc_nulls_first(), F.col("seq").desc())
    return df.withColumn("n", F.row_number().over(w)).where("n = 1").drop("n")
