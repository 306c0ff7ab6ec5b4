# expects: find out the mark, or the rows to copy, before you delete
FROM = "(SELECT coalesce(max(scanned_at), '2000-01-01') - INTERVAL '1 hour' FROM scan_log)"


def load_scans(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute(
            "DELETE FROM scan_log USING scans"
            f" WHERE scan_log.scan_id = scans.scan_id AND scans.scanned_at >= {FROM}"
        )
        cursor.execute(
            f"INSERT INTO scan_log SELECT * FROM scans WHERE scanned_at >= {FROM} ON CONFLICT (scan_id) DO NOTHING"
        )
