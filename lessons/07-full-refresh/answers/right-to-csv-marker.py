# csv.writer quotes all; what stands for NULL is taken out again.
import csv
import io

from pymysql.cursors import SSCursor

MARK = "\x01 NULL \x01"


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(5000):
            lines = io.StringIO()
            out = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n")
            out.writerows([[MARK if value is None else value for value in row] for row in rows])
            fileobj.write(lines.getvalue().replace(f'"{MARK}"', "").encode("utf-8"))
