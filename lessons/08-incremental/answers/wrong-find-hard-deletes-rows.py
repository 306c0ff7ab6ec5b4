# expects: the list holds a tuple
def find_hard_deletes(source, warehouse):
    with source.cursor() as there, warehouse.cursor() as here:
        there.execute("SELECT id FROM nps")
        here.execute("SELECT id FROM nps")
        return sorted(set(here.fetchall()) - set(there.fetchall()))
