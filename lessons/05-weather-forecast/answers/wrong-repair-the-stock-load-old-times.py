# expects: a default applies only to new rows
def load_count(conn, rows):
    upsert = """
        INSERT INTO stock (item, quantity, price) VALUES (%s, %s, %s)
        ON CONFLICT (item) DO UPDATE SET quantity = EXCLUDED.quantity, price = EXCLUDED.price
    """
    with conn, conn.cursor() as cursor:
        cursor.executemany(upsert, rows)
