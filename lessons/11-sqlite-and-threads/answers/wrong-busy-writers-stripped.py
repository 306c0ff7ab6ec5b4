# expects: with empty batches, NULL, quotes and rows that come twice
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        rows = [(k, v if v is None else v.strip()) for k, v in batch]
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", rows)
        conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
