# expects: half done
def load_count(conn, rows):
    cursor = conn.cursor()
    try:
        cursor.execute("CREATE TEMP TABLE staging (LIKE stock INCLUDING DEFAULTS)")
        cursor.executemany("INSERT INTO staging (item, quantity, price) VALUES (%s, %s, %s)", rows)
        cursor.execute("INSERT INTO staging SELECT * FROM stock WHERE item NOT IN (SELECT item FROM staging)")
        cursor.execute("DELETE FROM stock")
        conn.commit()
        cursor.execute("INSERT INTO stock SELECT * FROM staging")
        cursor.execute("DROP TABLE staging")
        conn.commit()
    except Exception:
        conn.rollback()
        raise
