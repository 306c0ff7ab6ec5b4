# expects: under DESC Spark sorts NULL last
def latest(df):
    df.createOrReplaceTempView("changes")
    return df.sparkSession.sql(
        """
        SELECT id, modified, seq, amount, note
        FROM (
            SELECT *, row_number() OVER (PARTITION BY id ORDER BY modified DESC, seq DESC) AS n
            FROM changes
        )
        WHERE n = 1
        """
    )
