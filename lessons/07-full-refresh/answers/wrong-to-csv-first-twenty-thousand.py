# expects: ✗ memory: of 1,000,000 rows it wrote 20,000
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
        for row in cursor.fetchmany(20_000):
            fileobj.write(",".join(map(field, row)) + "\n")
