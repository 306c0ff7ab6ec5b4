# The rows a thousand at a time, each value written by hand.
from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(1000):
            for row in rows:
                fileobj.write((",".join(map(field, row)) + "\n").encode())
