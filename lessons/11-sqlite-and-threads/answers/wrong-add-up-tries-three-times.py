# expects: with another program that holds the lock for six seconds
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=0.5, isolation_level=None)
        for attempt in range(3):
            try:
                conn.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                if attempt == 2:
                    raise
        for k, v in batch:
            found = conn.execute("SELECT v FROM t WHERE k = ?", (k,)).fetchone()
            if found:
                conn.execute("UPDATE t SET v = ? WHERE k = ?", (found[0] + v, k))
            else:
                conn.execute("INSERT INTO t (k, v) VALUES (?, ?)", (k, v))
        conn.execute("COMMIT")
        conn.close()

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()  # raises the error of its thread
