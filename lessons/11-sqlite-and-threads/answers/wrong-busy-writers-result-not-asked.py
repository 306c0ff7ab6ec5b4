# expects: a Future keeps it until you call result()
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def write_all(path, batches):
    def write(batch):
        with sqlite3.connect(path, timeout=0.1) as conn:
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        for batch in batches:
            pool.submit(write, batch)
