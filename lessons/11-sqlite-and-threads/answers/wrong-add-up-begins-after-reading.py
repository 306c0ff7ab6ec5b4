# expects: An addition was lost, and no error says so
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        there = dict(conn.execute("SELECT k, v FROM t"))
        conn.execute("BEGIN IMMEDIATE")
        for k, v in batch:
            there[k] = there.get(k, 0) + v
            conn.execute("INSERT OR REPLACE INTO t VALUES (?, ?)", (k, there[k]))
        conn.execute("COMMIT")
        conn.close()

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()  # raises the error of its thread
