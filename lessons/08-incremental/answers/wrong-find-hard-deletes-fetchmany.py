# expects: with thousands of ids
def find_hard_deletes(source, warehouse):
    s, w = source.cursor(), warehouse.cursor()
    s.execute("SELECT id FROM nps ORDER BY id")
    w.execute("SELECT id FROM nps ORDER BY id")
    return sorted({r[0] for r in w.fetchmany(1000)} - {r[0] for r in s.fetchmany(1000)})
