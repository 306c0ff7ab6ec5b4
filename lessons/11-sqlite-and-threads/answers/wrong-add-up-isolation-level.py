# expects: An addition was lost, and no error says so
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level="IMMEDIATE")
        for k, v in batch:
            found = conn.execute("SELECT v FROM t WHERE k = ?", (k,)).fetchone()
            if found:
                conn.execute("UPDATE t SET v = ? WHERE k = ?", (found[0] + v, k))
            else:
                conn.execute("INSERT INTO t (k, v) VALUES (?, ?)", (k, v))
        conn.commit()
        conn.close()

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()  # raises the error of its thread
