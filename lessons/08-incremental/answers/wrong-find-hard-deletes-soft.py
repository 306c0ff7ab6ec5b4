# expects: The list has the withdrawn responses
def find_hard_deletes(source, warehouse):
    with source.cursor() as there:
        there.execute("SELECT id FROM nps WHERE deleted ORDER BY id")
        return [row[0] for row in there]
