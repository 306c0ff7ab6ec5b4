import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        conn.execute("BEGIN IMMEDIATE")  # waits for the lock here, before it reads
        sums = {}
        for k, v in batch:
            sums[k] = sums.get(k, 0) + v
        there = dict(conn.execute("SELECT k, v FROM t"))
        rows = [(k, v + there.get(k, 0)) for k, v in sums.items()]
        conn.executemany("INSERT OR REPLACE INTO t VALUES (?, ?)", rows)
        conn.execute("COMMIT")
        conn.close()

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()  # raises the error of its thread
