# expects: values changed on their way
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
            row = [v.replace("\n", " ") if isinstance(v, str) else v for v in row]
            fileobj.write(",".join(map(field, row)) + "\n")
