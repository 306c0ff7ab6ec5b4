import io


def find_hard_deletes(source, warehouse):
    a = source.cursor()
    a.execute("SELECT id FROM nps")
    f = io.StringIO("".join(f"{i}\n" for (i,) in a))
    b = warehouse.cursor()
    b.execute("CREATE TEMP TABLE p (id INT) ON COMMIT DROP")
    b.copy_expert("COPY p FROM STDIN", f)
    b.execute("SELECT array_agg(n.id ORDER BY n.id) FROM nps n LEFT JOIN p USING (id) WHERE p.id IS NULL")
    return b.fetchone()[0] or []
