# expects: Let the server stamp the rows
import datetime as dt


def load_count(conn, rows):
    counted_at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    with conn, conn.cursor() as cursor:
        for item, quantity, price in rows:
            cursor.execute("DELETE FROM stock WHERE item = %s", (item,))
            cursor.execute("INSERT INTO stock VALUES (%s, %s, %s, %s)", (item, quantity, price, counted_at))
