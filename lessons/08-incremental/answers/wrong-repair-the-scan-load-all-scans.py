# expects: those hours are closed
def load_scans(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM scan_log USING scans WHERE scan_log.scan_id = scans.scan_id")
        cursor.execute("INSERT INTO scan_log SELECT * FROM scans")
