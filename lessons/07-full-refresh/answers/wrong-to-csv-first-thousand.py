# expects: with 12,000 rows: visits does not hold the source's rows: 11,000 rows missing
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
        for row in cursor.fetchmany(1000):
            fileobj.write(",".join(map(field, row)) + "\n")
