# expects: the thread that called write_all writes to t itself
import sqlite3
import threading


def write(path, batch):
    conn = sqlite3.connect(path, timeout=30)
    conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
    conn.commit()
    conn.close()


def write_all(path, batches):
    threads = [threading.Thread(target=write, args=(path, batch)) for batch in batches[1:]]
    for thread in threads:
        thread.start()
    write(path, batches[0])
    for thread in threads:
        thread.join()
