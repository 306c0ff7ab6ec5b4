# expects: These are the ids that only production has
def find_hard_deletes(source, warehouse):
    with source.cursor() as there, warehouse.cursor() as here:
        there.execute("SELECT id FROM nps")
        here.execute("SELECT id FROM nps")
        return sorted({row[0] for row in there} - {row[0] for row in here})
