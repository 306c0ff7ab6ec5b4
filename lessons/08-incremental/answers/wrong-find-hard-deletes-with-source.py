# expects: it closed the source's connection
def find_hard_deletes(source, warehouse):
    with source:
        a = source.cursor()
        a.execute("SELECT id FROM nps")
        b = warehouse.cursor()
        b.execute("SELECT id FROM nps")
        return sorted({i for (i,) in b} - {i for (i,) in a})
