# expects: The staging table's row won where `nps` has a newer one
from pyspark.sql import Window
from pyspark.sql import functions as F


def apply_changes(nps, stage):
    newest = Window.partitionBy("id").orderBy(F.desc("modified"))
    changes = stage.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n")
    return nps.join(changes, "id", "left_anti").unionByName(changes)
