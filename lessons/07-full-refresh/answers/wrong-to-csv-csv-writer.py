# expects: An empty text came as NULL
import csv

from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        csv.writer(fileobj).writerows(cursor)
