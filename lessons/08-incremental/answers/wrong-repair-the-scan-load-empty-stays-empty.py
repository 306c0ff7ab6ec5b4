# expects: An empty scan_log stays empty
def load_scans(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO scan_log
            SELECT *
            FROM scans
            WHERE scanned_at >= (SELECT max(scanned_at) - INTERVAL '1 hour' FROM scan_log)
            ON CONFLICT (scan_id) DO UPDATE
            SET parcel = EXCLUDED.parcel, depot = EXCLUDED.depot, scanned_at = EXCLUDED.scanned_at
            """
        )
