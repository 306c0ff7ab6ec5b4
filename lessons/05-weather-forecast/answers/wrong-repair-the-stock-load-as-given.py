# expects: an INSERT without counted_at gives every row a new one
def load_count(conn, rows):
    """Bring a count, `(item, quantity, price)`, into stock."""
    cursor = conn.cursor()
    cursor.execute("CREATE TABLE staging (LIKE stock INCLUDING DEFAULTS)")
    conn.commit()
    try:
        cursor.executemany("INSERT INTO staging (item, quantity, price) VALUES (%s, %s, %s)", rows)
        cursor.execute("INSERT INTO staging SELECT * FROM stock WHERE item NOT IN (SELECT item FROM staging)")
        cursor.execute("DELETE FROM stock")
        conn.commit()
        cursor.execute("INSERT INTO stock (item, quantity, price) SELECT item, quantity, price FROM staging")
        cursor.execute("DROP TABLE staging")
        conn.commit()
    except Exception as error:
        conn.rollback()
        print("the count was not loaded:", error)
