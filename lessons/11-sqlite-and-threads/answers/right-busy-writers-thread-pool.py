import sqlite3
from multiprocessing.pool import ThreadPool


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    pool = ThreadPool(len(batches) or 1)
    pool.map(write, batches)
    pool.close()
    pool.join()
