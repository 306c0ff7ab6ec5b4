# expects: COPY rejects the CSV
import json

from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            fileobj.write(json.dumps(row, default=str)[1:-1] + "\n")
