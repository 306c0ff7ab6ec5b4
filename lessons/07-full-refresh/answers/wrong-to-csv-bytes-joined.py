# expects: it takes
from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    data = bytearray()
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            data += (",".join(map(field, row)) + "\n").encode()
    fileobj.write(data)
