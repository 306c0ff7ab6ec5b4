# expects: those are new answers, not deleted ones
def find_hard_deletes(source, warehouse):
    with source.cursor() as there, warehouse.cursor() as here:
        there.execute("SELECT id FROM nps")
        here.execute("SELECT id FROM nps")
        return sorted({row[0] for row in here} ^ {row[0] for row in there})
