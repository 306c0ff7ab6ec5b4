# one text with every statement in it
def replace_all(conn, rows):
    cur = conn.cursor()
    texts = ["DELETE FROM nps"]
    texts += [cur.mogrify("INSERT INTO nps VALUES (%s, %s, %s)", row).decode() for row in rows]
    cur.execute(";\n".join(texts) + ";\nCOMMIT;")
