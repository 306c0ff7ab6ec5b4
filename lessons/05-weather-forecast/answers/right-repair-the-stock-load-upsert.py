# another way: No staging table. ON CONFLICT changes the items that are there and adds the others.
def load_count(conn, rows):
    upsert = """
        INSERT INTO stock (item, quantity, price) VALUES (%s, %s, %s)
        ON CONFLICT (item) DO UPDATE
        SET quantity = EXCLUDED.quantity, price = EXCLUDED.price, counted_at = now()
    """
    with conn, conn.cursor() as cursor:
        cursor.executemany(upsert, rows)
