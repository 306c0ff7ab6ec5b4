# expects: it left 1 thread running
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads[1:]:
        thread.join()
