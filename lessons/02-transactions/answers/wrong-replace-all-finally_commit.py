# expects: the rows were deleted and committed before the new ones were there
def replace_all(conn, rows):
    cur = conn.cursor()
    try:
        cur.execute("DELETE FROM nps")
        values = [cur.mogrify("(%s, %s, %s)", row).decode() for row in rows]
        if values:
            cur.execute("INSERT INTO nps VALUES " + ", ".join(values))
    finally:
        conn.commit()
