# expects: Ids that `nps` did not have are missing
from pyspark.sql import functions as F


def apply_changes(nps, stage):
    row = F.struct(*nps.columns)
    new = stage.groupBy("id").agg(F.max_by(row, "modified").alias("new"))
    joined = nps.select("id", row.alias("old")).join(new, "id", "left")
    chosen = F.when(F.col("new.modified") >= F.col("old.modified"), F.col("new")).otherwise(F.col("old"))
    return joined.select(chosen.alias("row")).select("row.*")
