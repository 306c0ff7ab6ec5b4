# Everything but NULL in quotes.
from pymysql.cursors import SSCursor


def to_csv(source, query, fileobj):
    cursor = source.cursor(SSCursor)
    cursor.execute(query)
    for row in cursor:
        fields = ["" if value is None else '"' + str(value).replace('"', '""') + '"' for value in row]
        print(*fields, sep=",", file=fileobj)
    cursor.close()
