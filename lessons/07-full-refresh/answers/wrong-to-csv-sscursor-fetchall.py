# expects: it takes
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
        rows = cursor.fetchall()
    for row in rows:
        fileobj.write(",".join(map(field, row)) + "\n")
