# expects: write it in one transaction
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        for row in batch:
            conn.execute("INSERT INTO t (k, v) VALUES (?, ?)", row)
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
