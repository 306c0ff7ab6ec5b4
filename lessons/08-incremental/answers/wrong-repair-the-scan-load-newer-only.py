# expects: Corrections that give a scan an earlier time did not arrive
def load_scans(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO scan_log
            SELECT *
            FROM scans
            WHERE scanned_at >= (SELECT coalesce(max(scanned_at), '1900-01-01') - INTERVAL '1 hour' FROM scan_log)
            ON CONFLICT (scan_id) DO UPDATE
            SET parcel = EXCLUDED.parcel, depot = EXCLUDED.depot, scanned_at = EXCLUDED.scanned_at
            WHERE EXCLUDED.scanned_at >= scan_log.scanned_at
            """
        )
