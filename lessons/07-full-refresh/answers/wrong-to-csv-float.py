# expects: numeric field overflow
from decimal import Decimal

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
            row = [float(value) if isinstance(value, Decimal) else value for value in row]
            fileobj.write(",".join(map(field, row)) + "\n")
