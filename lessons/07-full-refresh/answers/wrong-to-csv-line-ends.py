# expects: A line end inside of a text changed
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
        for row in cursor:
            line = ",".join(map(field, row)) + "\n"
            fileobj.write(line.replace("\r\n", "\n").replace("\r", "\n"))
