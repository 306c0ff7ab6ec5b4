# Rows as dicts, from a server-side cursor that gives them.
from pymysql.cursors import SSDictCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    with source.cursor(SSDictCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            fileobj.write((",".join(field(value) for value in row.values()) + "\n").encode())
