# expects: COPY rejects the CSV
import csv

from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        csv.writer(fileobj, quoting=csv.QUOTE_ALL).writerows(cursor)
