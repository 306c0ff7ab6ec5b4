# A text file around the given one.
import io

from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    text = io.TextIOWrapper(fileobj, encoding="utf-8", newline="")
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        text.writelines(",".join(map(field, row)) + "\r\n" for row in cursor)
    text.detach()
