def load_scans(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMP TABLE fresh AS
            SELECT *
            FROM scans
            WHERE scanned_at >= (SELECT coalesce(max(scanned_at), '2000-01-01') - INTERVAL '1 hour' FROM scan_log)
            """
        )
        cursor.execute("DELETE FROM scan_log USING fresh WHERE scan_log.scan_id = fresh.scan_id")
        cursor.execute("INSERT INTO scan_log SELECT * FROM fresh")
        cursor.execute("DROP TABLE fresh")
