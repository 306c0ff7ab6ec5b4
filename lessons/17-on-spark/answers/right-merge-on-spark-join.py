# another way: the newest change of each id, then a full join that takes one of two whole rows.
from pyspark.sql import functions as F


def apply_changes(nps, stage):
    row = F.struct(*nps.columns)
    new = stage.groupBy("id").agg(F.max_by(row, "modified").alias("new"))
    old = nps.select("id", row.alias("old"))
    wins = F.col("old").isNull() | (F.col("new.modified") >= F.col("old.modified"))
    chosen = F.when(F.col("new").isNotNull() & wins, F.col("new")).otherwise(F.col("old")).alias("row")
    return old.join(new, "id", "full").select(chosen).select("row.*")
