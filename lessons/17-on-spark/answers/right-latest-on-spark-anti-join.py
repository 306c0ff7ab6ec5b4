from pyspark.sql import functions as F


def latest(df):
    a, b = df.alias("a"), df.alias("b")
    newer = (F.col("a.id") == F.col("b.id")) & (
        (F.col("b.modified").isNull() & F.col("a.modified").isNotNull())
        | (F.col("b.modified") > F.col("a.modified"))
        | (F.col("b.modified").eqNullSafe(F.col("a.modified")) & (F.col("b.seq") > F.col("a.seq")))
    )
    return a.join(b, newer, "left_anti")
