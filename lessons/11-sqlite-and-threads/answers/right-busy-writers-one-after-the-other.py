import sqlite3
from threading import Thread


def insert(path, batch):
    conn = sqlite3.connect(path, timeout=30)
    with conn:
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
    conn.close()


def write_all(path, batches):
    for batch in batches:
        thread = Thread(target=insert, args=(path, batch))
        thread.start()
        thread.join()
