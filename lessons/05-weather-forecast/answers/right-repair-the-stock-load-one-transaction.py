def load_count(conn, rows):
    """Bring a count, `(item, quantity, price)`, into stock."""
    with conn, conn.cursor() as cursor:  # commits at its end; after an error rolls back and raises it again
        cursor.execute("CREATE TEMP TABLE staging (LIKE stock INCLUDING DEFAULTS) ON COMMIT DROP")
        cursor.executemany("INSERT INTO staging (item, quantity, price) VALUES (%s, %s, %s)", rows)
        cursor.execute("INSERT INTO staging SELECT * FROM stock WHERE item NOT IN (SELECT item FROM staging)")
        cursor.execute("DELETE FROM stock")
        cursor.execute("INSERT INTO stock SELECT * FROM staging")
