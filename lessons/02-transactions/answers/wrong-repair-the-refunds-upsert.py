# expects: Old refunds of the day are still there
def load_refunds(conn, day, refunds):
    with conn, conn.cursor() as cur:
        for order_id, cents in refunds:
            cur.execute(
                "INSERT INTO refunds VALUES (%s, %s, %s)"
                " ON CONFLICT (day, order_id) DO UPDATE SET cents = EXCLUDED.cents",
                (day, order_id, cents),
            )
