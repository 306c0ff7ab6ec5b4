# one text without BEGIN: the server runs it as one transaction
def replace_all(conn, rows):
    with conn.cursor() as cur:
        inserts = [cur.mogrify("INSERT INTO nps VALUES (%s, %s, %s)", row).decode() for row in rows]
        cur.execute("; ".join(["DELETE FROM nps", *inserts]))
