# The server's own text: no value is made into a Python object.
from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    earlier, source.decoders = source.decoders, {}
    try:
        with source.cursor(SSCursor) as cursor:
            cursor.execute(query)
            for row in cursor:
                fileobj.write(",".join(map(field, row)) + "\n")
    finally:
        source.decoders = earlier
