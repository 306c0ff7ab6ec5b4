# expects: The rows that were there are gone
import sqlite3
import threading


def write_all(path, batches):
    conn = sqlite3.connect(path, timeout=30)
    conn.execute("DELETE FROM t")
    conn.commit()

    def write(batch):
        with sqlite3.connect(path, timeout=30) as conn:
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
