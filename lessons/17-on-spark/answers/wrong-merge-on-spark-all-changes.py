# expects: the staging table may hold several
from pyspark.sql import functions as F


def apply_changes(nps, stage):
    times = nps.select("id", F.col("modified").alias("m"))
    s = stage.join(times, "id", "left").where("m IS NULL OR modified >= m").drop("m")
    return nps.join(s.select("id"), "id", "left_anti").unionByName(s)
