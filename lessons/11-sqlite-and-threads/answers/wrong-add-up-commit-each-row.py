# expects: another program saw a sum that was not finished
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        for k, v in batch:
            conn.execute("INSERT INTO t VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = v + excluded.v", (k, v))
        conn.close()

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()  # raises the error of its thread
