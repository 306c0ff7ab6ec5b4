# expects: a failure leaves a table behind, and the next run stops on it
def load_count(conn, rows):
    cursor = conn.cursor()
    cursor.execute("CREATE TABLE staging (LIKE stock INCLUDING DEFAULTS)")
    conn.commit()
    try:
        cursor.executemany("INSERT INTO staging (item, quantity, price) VALUES (%s, %s, %s)", rows)
        cursor.execute("INSERT INTO staging SELECT * FROM stock WHERE item NOT IN (SELECT item FROM staging)")
        cursor.execute("DELETE FROM stock")
        cursor.execute("INSERT INTO stock SELECT * FROM staging")
        cursor.execute("DROP TABLE staging")
        conn.commit()
    except Exception:
        conn.rollback()
        raise
