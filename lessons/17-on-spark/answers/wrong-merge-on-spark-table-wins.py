# expects: Where both sides are equally new, the row of `nps` won
from pyspark.sql import Window
from pyspark.sql import functions as F


def apply_changes(nps, stage):
    both = nps.withColumn("side", F.lit(0)).unionByName(stage.withColumn("side", F.lit(1)))
    newest = Window.partitionBy("id").orderBy(F.desc("modified"), F.asc("side"))
    return both.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n", "side")
