def load_scans(conn):
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT max(scanned_at) - INTERVAL '1 hour' FROM scan_log")
        [start] = cursor.fetchone()
        where = "scanned_at >= %s" if start else "%s::timestamp IS NULL"
        cursor.execute(f"DELETE FROM scan_log WHERE scan_id IN (SELECT scan_id FROM scans WHERE {where})", [start])
        cursor.execute(f"INSERT INTO scan_log SELECT * FROM scans WHERE {where}", [start])
