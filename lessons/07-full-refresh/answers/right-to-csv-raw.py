# another way: The server's own text is written: no value becomes a Python object, which is faster,
# but it changes a setting of the connection and must put it back.
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
