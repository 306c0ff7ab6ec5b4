# expects: It does not wait if its own SELECT is still open
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        there = conn.execute("SELECT k, v FROM t")
        there.fetchone()
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
