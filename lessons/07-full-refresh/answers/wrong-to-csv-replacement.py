# expects: values changed on their way
from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cur:
        cur.execute(query)
        for row in cur:
            fileobj.write(
                ",".join("" if v is None else '"' + fix(str(v)).replace('"', '""') + '"' for v in row) + "\n"
            )


def fix(s):
    return s.encode("utf-16", "surrogatepass").decode("utf-16").replace("\u2028", "\n").replace("\u3000", " ")
