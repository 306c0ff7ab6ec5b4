# expects: Items that were not counted are gone
def load_count(conn, rows):
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM stock")
        cursor.executemany("INSERT INTO stock (item, quantity, price) VALUES (%s, %s, %s)", rows)
