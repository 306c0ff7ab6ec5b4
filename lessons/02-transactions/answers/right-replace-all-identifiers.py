# sql.Identifier, DictCursor, a server-side cursor to count
from psycopg2 import extras, sql


def replace_all(conn, rows):
    table = sql.Identifier("public", "nps")
    try:
        with conn.cursor(cursor_factory=extras.DictCursor) as cur:
            cur.execute(sql.SQL("DELETE FROM {}").format(table))
            for row in rows:
                values = sql.SQL(", ").join(map(sql.Literal, row))
                cur.execute(sql.SQL("INSERT INTO {} VALUES ({})").format(table, values))
        with conn.cursor("counting") as cur:
            cur.execute(sql.SQL("SELECT * FROM {}").format(table))
            if len(cur.fetchall()) != len(rows):
                raise ValueError("not all rows arrived")
        conn.commit()
    except Exception:
        conn.rollback()
        raise
