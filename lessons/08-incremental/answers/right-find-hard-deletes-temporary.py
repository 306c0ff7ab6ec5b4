# another way: Production's ids go into a temporary table, and the warehouse finds what is missing.
# It is faster than Python when there are millions of ids.
def find_hard_deletes(source, warehouse):
    there = source.cursor()
    there.execute("SELECT id FROM nps")
    here = warehouse.cursor()
    here.execute("CREATE TEMP TABLE theirs (id INT)")
    here.executemany("INSERT INTO theirs VALUES (%s)", there.fetchall())
    here.execute("SELECT id FROM nps WHERE NOT EXISTS (SELECT FROM theirs WHERE theirs.id = nps.id) ORDER BY id")
    return [id for (id,) in here.fetchall()]
