# expects: Of rows of the same time any one was kept
from pyspark.sql import Window
from pyspark.sql import functions as F


def latest(df):
    w = Window.partitionBy("id").orderBy(F.col("modified").desc_nulls_first())
    return df.withColumn("n", F.row_number().over(w)).where("n = 1").drop("n")
