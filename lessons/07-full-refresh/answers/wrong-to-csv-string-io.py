# expects: it takes
import io

from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    lines = io.StringIO()
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            lines.write(",".join(map(field, row)) + "\n")
    fileobj.write(lines.getvalue())
