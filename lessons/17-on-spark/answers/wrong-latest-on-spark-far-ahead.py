# expects: lost against a time far ahead
from pyspark.sql import Window
from pyspark.sql import functions as F


def latest(df):
    time = F.coalesce("modified", F.lit("9999-12-31").cast("timestamp"))
    w = Window.partitionBy("id").orderBy(time.desc(), F.desc("seq"))
    return df.withColumn("n", F.row_number().over(w)).where("n = 1").drop("n")
