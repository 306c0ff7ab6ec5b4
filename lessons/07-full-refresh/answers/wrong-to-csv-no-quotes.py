# expects: COPY rejects the CSV
from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            fileobj.write(",".join("" if v is None else str(v) for v in row) + "\n")
