# both sides in order, side by side: nothing is held whole in memory
from pymysql.cursors import SSCursor


def find_hard_deletes(source, warehouse):
    found = []
    with source.cursor(SSCursor) as there, warehouse.cursor("ids") as here:
        there.execute("SELECT id FROM nps ORDER BY id")
        here.execute("SELECT id FROM nps ORDER BY id")
        theirs = there.fetchone()
        for (id,) in here:
            while theirs is not None and theirs[0] < id:
                theirs = there.fetchone()
            if theirs is None or theirs[0] != id:
                found.append(id)
    return found
