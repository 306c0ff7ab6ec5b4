# expects: A NULL of the newer row was filled from the older one
from pyspark.sql import functions as F


def apply_changes(nps, stage):
    row = F.struct(*nps.columns)
    new = stage.groupBy("id").agg(F.max_by(row, "modified").alias("new"))
    old = nps.select("id", row.alias("old"))
    is_newer = F.col("old").isNull() | (F.col("new.modified") >= F.col("old.modified"))
    columns = [
        F.when(is_newer, F.coalesce(f"new.{name}", f"old.{name}"))
        .otherwise(F.coalesce(f"old.{name}", f"new.{name}"))
        .alias(name)
        for name in nps.columns
    ]
    return old.join(new, "id", "full").select(*columns)
