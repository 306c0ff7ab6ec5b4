# expects: it returns None, not a DataFrame.
from pyspark.sql import Window
from pyspark.sql import functions as F


def latest(df):
    newest = Window.partitionBy("id").orderBy(F.col("modified").desc_nulls_first(), F.col("seq").desc())
    df.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n").show()
