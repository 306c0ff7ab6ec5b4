# a stage, and one MERGE from it: as large loads do it
def load_day(conn, run_date, rows):
    with conn, conn.cursor() as cur:
        cur.execute("CREATE TEMP TABLE stage (id INT, score SMALLINT) ON COMMIT DROP")
        cur.executemany("INSERT INTO stage VALUES (%s, %s)", rows)
        cur.execute(
            """
            MERGE INTO daily_answers AS d
            USING stage AS s ON d.day = %(day)s AND d.id = s.id
            WHEN MATCHED THEN UPDATE SET score = s.score
            WHEN NOT MATCHED THEN INSERT (day, id, score) VALUES (%(day)s, s.id, s.score)
            WHEN NOT MATCHED BY SOURCE AND d.day = %(day)s THEN DELETE
            """,
            {"day": run_date},
        )
