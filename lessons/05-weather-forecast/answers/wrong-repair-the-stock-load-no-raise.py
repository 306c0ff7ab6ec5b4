# expects: raise the error again
def load_count(conn, rows):
    cursor = conn.cursor()
    try:
        cursor.execute("CREATE TEMP TABLE staging (LIKE stock INCLUDING DEFAULTS) ON COMMIT DROP")
        cursor.executemany("INSERT INTO staging (item, quantity, price) VALUES (%s, %s, %s)", rows)
        cursor.execute("INSERT INTO staging SELECT * FROM stock WHERE item NOT IN (SELECT item FROM staging)")
        cursor.execute("DELETE FROM stock")
        cursor.execute("INSERT INTO stock SELECT * FROM staging")
        conn.commit()
    except Exception as error:
        conn.rollback()
        print("the count was not loaded:", error)
