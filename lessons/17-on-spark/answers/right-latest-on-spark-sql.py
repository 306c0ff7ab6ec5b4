def latest(df):
    return df.sparkSession.sql(
        """
        SELECT id, modified, seq, amount, note
        FROM (
            SELECT *, row_number() OVER (PARTITION BY id ORDER BY modified DESC NULLS FIRST, seq DESC) AS n
            FROM {changes}
        )
        WHERE n = 1
        """,
        changes=df,
    )
