# expects: COPY rejects the CSV.
from pymysql.cursors import SSCursor


def f(v):
    if v is None:
        return ""
    s = str(v)
    if s == "" or any(c in s for c in ',"\n'):
        return '"' + s.replace('"', '""') + '"'
    return s


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cur:
        cur.execute(query)
        for row in cur:
            fileobj.write(",".join(map(f, row)) + "\n")
