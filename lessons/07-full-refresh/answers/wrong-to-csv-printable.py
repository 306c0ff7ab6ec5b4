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
    return "".join(c for c in s if c.isprintable() or c in "\r\n\t")
