# expects: The list has only ids up to production's highest
def find_hard_deletes(source, warehouse):
    with source.cursor() as there, warehouse.cursor() as here:
        there.execute("SELECT id FROM nps")
        theirs = {row[0] for row in there}
        here.execute("SELECT id FROM nps WHERE id <= %s", [max(theirs, default=0)])
        return sorted({row[0] for row in here} - theirs)
