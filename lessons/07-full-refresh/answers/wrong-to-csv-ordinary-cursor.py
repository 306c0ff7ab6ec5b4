# expects: The whole result is read before the first row is used
def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    with source.cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(1000):
            fileobj.write("".join(",".join(map(field, row)) + "\n" for row in rows).encode())
