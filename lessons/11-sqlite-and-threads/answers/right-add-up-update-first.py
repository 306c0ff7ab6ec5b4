import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=30)
        for k, v in batch:
            if not conn.execute("UPDATE t SET v = v + ? WHERE k = ?", (v, k)).rowcount:
                conn.execute("INSERT INTO t VALUES (?, ?)", (k, v))
        conn.commit()
        conn.close()

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        futures = [pool.submit(add, batch) for batch in batches]
    for future in futures:
        future.result()  # raises the error of its thread
