import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        with sqlite3.connect(path, timeout=60) as conn:
            conn.executemany("INSERT INTO t VALUES (?, ?)", batch)

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
