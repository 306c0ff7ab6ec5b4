def load_count(conn, rows):
    cursor = conn.cursor()
    try:
        cursor.executemany("DELETE FROM stock WHERE item = %s", [row[:1] for row in rows])
        cursor.executemany("INSERT INTO stock (item, quantity, price) VALUES (%s, %s, %s)", rows)
        conn.commit()
    except Exception:
        conn.rollback()
        raise
