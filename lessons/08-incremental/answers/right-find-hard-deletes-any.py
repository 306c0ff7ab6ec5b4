# production's ids as an array
def find_hard_deletes(source, warehouse):
    with source.cursor() as cur:
        cur.execute("SELECT id FROM nps")
        ids = [r[0] for r in cur.fetchall()]
    with warehouse.cursor() as cur:
        cur.execute("SELECT id FROM nps WHERE id <> ALL(%s::int[]) ORDER BY id", (ids,))
        return [r[0] for r in cur.fetchall()]
