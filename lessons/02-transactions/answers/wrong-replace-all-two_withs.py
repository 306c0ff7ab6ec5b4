# expects: a failure leaves the table empty
def replace_all(conn, rows):
    with conn, conn.cursor() as cur:
        cur.execute("TRUNCATE nps")
    with conn, conn.cursor() as cur:
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
