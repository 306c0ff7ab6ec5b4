# expects: a join on `modified` finds no NULL
from pyspark.sql import functions as F


def latest(df):
    newest = df.groupBy("id").agg(F.max("modified").alias("modified"))
    return df.join(newest, ["id", "modified"])
