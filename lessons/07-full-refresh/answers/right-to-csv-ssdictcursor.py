from pymysql.cursors import SSDictCursor


def f(v):
    if v is None:
        return ""
    if isinstance(v, str):
        return '"' + v.replace('"', '""') + '"'
    return str(v)


def to_csv(source, query, fileobj):
    with source.cursor(SSDictCursor) as c:
        c.execute(query)
        for row in c:
            fileobj.write((",".join(map(f, row.values())) + "\n").encode())
