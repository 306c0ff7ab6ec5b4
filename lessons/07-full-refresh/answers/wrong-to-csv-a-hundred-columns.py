# expects: 1,010 columns
from itertools import islice

from pymysql.cursors import SSCursor


def field(value):
    return "" if value is None else '"' + str(value).replace('"', '""') + '"'


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            fileobj.write((",".join(map(field, islice(row, 100))) + "\n").encode())
