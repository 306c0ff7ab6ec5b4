# one text from BEGIN to COMMIT
def replace_all(conn, rows):
    cur = conn.cursor()
    values = ",".join(cur.mogrify("(%s,%s,%s)", row).decode() for row in rows)
    insert = f"INSERT INTO nps VALUES {values};" if rows else ""
    try:
        cur.execute(f"BEGIN; DELETE FROM nps; {insert} COMMIT")
    except Exception:
        cur.execute("ROLLBACK")
        raise
