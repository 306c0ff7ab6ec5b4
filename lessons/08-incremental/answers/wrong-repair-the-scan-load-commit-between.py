# expects: half done
def load_scans(conn):
    with conn.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(scanned_at), '2000-01-01') - INTERVAL '1 hour' FROM scan_log")
        start = cursor.fetchone()
        cursor.execute(
            "DELETE FROM scan_log USING scans WHERE scan_log.scan_id = scans.scan_id AND scans.scanned_at >= %s",
            start,
        )
        conn.commit()
        cursor.execute("INSERT INTO scan_log SELECT * FROM scans WHERE scanned_at >= %s", start)
        conn.commit()
