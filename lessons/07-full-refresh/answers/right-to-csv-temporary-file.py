# By way of a file on disk.
import shutil
import tempfile

from pymysql.cursors import SSCursor


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value)


def to_csv(source, query, fileobj):
    with tempfile.TemporaryFile() as file, source.cursor(SSCursor) as cursor:
        cursor.execute(query)
        for row in cursor.fetchall_unbuffered():
            file.write((",".join(map(field, row)) + "\n").encode())
        file.seek(0)
        shutil.copyfileobj(file, fileobj)
