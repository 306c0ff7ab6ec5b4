# expects: it returned nothing: end it with return
def find_hard_deletes(source, warehouse):
    with source.cursor() as there, warehouse.cursor() as here:
        there.execute("SELECT id FROM nps")
        here.execute("SELECT id FROM nps")
        print(sorted({row[0] for row in here} - {row[0] for row in there}))
