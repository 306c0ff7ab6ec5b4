# expects: : t
import sqlite3
import threading


def write_all(path, batches):
    conn = sqlite3.connect(path, timeout=30, check_same_thread=False)

    def write(batch):
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    conn.close()
