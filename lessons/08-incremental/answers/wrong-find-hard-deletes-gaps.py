# expects: AUTO_INCREMENT leaves gaps
def find_hard_deletes(source, warehouse):
    with source.cursor() as there, warehouse.cursor() as here:
        here.execute("SELECT 1")
        there.execute("SELECT id FROM nps")
        ids = {row[0] for row in there}
        return sorted(set(range(min(ids), max(ids) + 1)) - ids) if ids else []
