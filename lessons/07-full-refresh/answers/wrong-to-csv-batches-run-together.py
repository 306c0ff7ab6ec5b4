# expects: 12,000 rows
from pymysql.cursors import SSCursor


def f(v):
    if v is None:
        return ""
    if isinstance(v, str):
        return '"' + v.replace('"', '""') + '"'
    return str(v)


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as c:
        c.execute(query)
        while rows := c.fetchmany(1000):
            fileobj.write("\n".join(",".join(map(f, r)) for r in rows).encode())
