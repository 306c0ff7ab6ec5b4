from pyspark.sql import functions as F


def latest(df):
    a, b = df.alias("a"), df.alias("b")
    at, other = F.col("a.modified"), F.col("b.modified")
    newer = (other.isNull() & at.isNotNull()) | (other > at)
    newer = newer | (other.eqNullSafe(at) & (F.col("b.seq") > F.col("a.seq")))
    return a.join(b, (F.col("a.id") == F.col("b.id")) & newer, "left_anti")
