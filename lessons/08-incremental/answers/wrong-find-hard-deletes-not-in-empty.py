# expects: it stops with an error (with an empty production)
def find_hard_deletes(source, warehouse):
    with source.cursor() as cur:
        cur.execute("SELECT id FROM nps")
        ids = ", ".join(str(r[0]) for r in cur.fetchall())
    with warehouse.cursor() as cur:
        cur.execute(f"SELECT id FROM nps WHERE id NOT IN ({ids}) ORDER BY id")
        return [r[0] for r in cur.fetchall()]
