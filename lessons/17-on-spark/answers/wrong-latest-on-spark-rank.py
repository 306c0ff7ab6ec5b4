# expects: Rows that are equally new all stayed
from pyspark.sql import Window
from pyspark.sql import functions as F


def latest(df):
    newest = Window.partitionBy("id").orderBy(F.col("modified").desc_nulls_first())
    return df.withColumn("n", F.rank().over(newest)).where("n = 1").drop("n")
