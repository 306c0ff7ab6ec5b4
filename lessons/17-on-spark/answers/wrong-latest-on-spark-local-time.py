# expects: with a session in New York's time
from pyspark.sql import Window
from pyspark.sql import functions as F


def latest(df):
    local = F.date_format("modified", "yyyy-MM-dd HH:mm:ss.SSSSSS")
    newest = Window.partitionBy("id").orderBy(local.desc_nulls_first(), F.col("seq").desc())
    return df.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n")
