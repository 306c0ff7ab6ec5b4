# expects: it closed the source's connection
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
        for row in c:
            fileobj.write((",".join(map(f, row)) + "\n").encode())
    source.close()
