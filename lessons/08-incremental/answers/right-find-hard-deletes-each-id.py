def find_hard_deletes(source, warehouse):
    b = warehouse.cursor()
    b.execute("SELECT id FROM nps ORDER BY id")
    gone = []
    with source.cursor() as a:
        for (i,) in b:
            if not a.execute("SELECT 1 FROM nps WHERE id = %s", (i,)):
                gone.append(i)
    return gone
