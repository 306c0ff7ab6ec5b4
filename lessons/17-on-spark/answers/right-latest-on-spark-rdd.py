def newer(a, b):
    if (a.modified is None) != (b.modified is None):
        return a if a.modified is None else b
    if a.modified != b.modified:
        return a if a.modified > b.modified else b
    return a if a.seq > b.seq else b


def latest(df):
    rows = df.rdd.map(lambda row: (row.id, row)).reduceByKey(newer).values()
    return df.sparkSession.createDataFrame(rows, df.schema)
