# expects: Connect inside the thread
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    conn = sqlite3.connect(path, timeout=30)

    def add(batch):
        conn.executemany("INSERT INTO t VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = v + excluded.v", batch)

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()
    conn.commit()
    conn.close()
