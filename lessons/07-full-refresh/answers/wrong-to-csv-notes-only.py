# expects: doesn't exist
from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute("SELECT * FROM notes")
        for row in cursor:
            fileobj.write(",".join(map(field, row)) + "\n")
