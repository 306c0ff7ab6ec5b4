# expects: COPY rejects the CSV
from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            fields = ['"' + v.replace('"', '""') + '"' if isinstance(v, str) else str(v) for v in row]
            fileobj.write(",".join(fields) + "\n")
