# expects: it opens its own connection
from psycopg2 import connect


def replace_all(conn, rows):
    own = connect(**conn.info.dsn_parameters, password=conn.info.password)
    with own, own.cursor() as cur:
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s, %s, %s)", rows)
    own.close()
