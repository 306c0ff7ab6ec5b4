# expects: the thread that called write_all writes to t itself
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    for batch in batches:
        threading.Thread(target=write, args=(batch,)).run()
