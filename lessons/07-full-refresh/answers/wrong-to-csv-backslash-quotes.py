# expects: COPY rejects the CSV
from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    with source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor:
            fields = []
            for v in row:
                if v is None:
                    fields.append("")
                elif isinstance(v, str):
                    fields.append('"' + v.replace('"', '\\"') + '"')
                else:
                    fields.append(str(v))
            fileobj.write(",".join(fields) + "\n")
