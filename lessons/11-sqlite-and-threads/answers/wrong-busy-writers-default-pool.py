# expects: each should have a thread of its own
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, batches))
