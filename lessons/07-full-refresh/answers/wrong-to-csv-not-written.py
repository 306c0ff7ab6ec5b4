# expects: missing
from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        cursor.fetchall()
