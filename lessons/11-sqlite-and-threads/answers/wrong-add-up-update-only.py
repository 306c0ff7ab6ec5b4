# expects: UPDATE changes no row then
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        conn.execute("BEGIN IMMEDIATE")  # waits for the lock here, before it reads
        for k, v in batch:
            found = conn.execute("SELECT v FROM t WHERE k = ?", (k,)).fetchone()
            if found:
                conn.execute("UPDATE t SET v = ? WHERE k = ?", (found[0] + v, k))
        conn.execute("COMMIT")
        conn.close()

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()  # raises the error of its thread
