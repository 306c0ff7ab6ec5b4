# another way: The upsert reads and writes in one statement, so nothing can come between, and no BEGIN is needed.
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=30)
        conn.executemany(
            "INSERT INTO t (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = v + excluded.v", batch
        )
        conn.commit()
        conn.close()

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()  # raises the error of its thread
