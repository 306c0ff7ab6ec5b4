# MERGE with DELETE: one statement is one transaction
def replace_all(conn, rows):
    ids, stamps, scores = zip(*rows, strict=True) if rows else ((), (), ())
    with conn.cursor() as cur:
        cur.execute(
            """
            MERGE INTO nps
            USING unnest(%s::int[], %s::timestamp[], %s::smallint[]) AS new (id, created_at, score)
               ON nps.id = new.id
            WHEN MATCHED THEN UPDATE SET created_at = new.created_at, score = new.score
            WHEN NOT MATCHED BY TARGET THEN INSERT VALUES (new.id, new.created_at, new.score)
            WHEN NOT MATCHED BY SOURCE THEN DELETE
            """,
            (list(ids), list(stamps), list(scores)),
        )
