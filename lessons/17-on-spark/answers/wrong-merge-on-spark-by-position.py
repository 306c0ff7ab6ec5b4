# expects: with columns in another order
from pyspark.sql import Window
from pyspark.sql import functions as F


def apply_changes(nps, stage):
    both = nps.withColumn("side", F.lit(0)).union(stage.withColumn("side", F.lit(1)))
    newest = Window.partitionBy("id").orderBy(F.desc("modified"), F.desc("side"))
    return both.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n", "side")
