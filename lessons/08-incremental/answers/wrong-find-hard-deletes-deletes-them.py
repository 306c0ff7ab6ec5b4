# expects: public.nps is not as it should be
def find_hard_deletes(source, warehouse):
    with source.cursor() as there, warehouse, warehouse.cursor() as here:
        there.execute("SELECT id FROM nps")
        theirs = {row[0] for row in there}
        here.execute("SELECT id FROM nps")
        found = sorted({row[0] for row in here} - theirs)
        here.executemany("DELETE FROM nps WHERE id = %s", [(id,) for id in found])
    return found
