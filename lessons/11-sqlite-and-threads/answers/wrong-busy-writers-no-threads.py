# expects: the thread that called write_all writes to t itself
import sqlite3


def write_all(path, batches):
    conn = sqlite3.connect(path, timeout=30)
    for batch in batches:
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
    conn.commit()
    conn.close()
