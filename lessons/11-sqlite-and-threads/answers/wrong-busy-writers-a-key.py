# expects: missing
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        conn.execute("BEGIN IMMEDIATE")
        for k, v in batch:
            conn.execute("DELETE FROM t WHERE k = ?", (k,))
            conn.execute("INSERT INTO t (k, v) VALUES (?, ?)", (k, v))
        conn.execute("COMMIT")
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
