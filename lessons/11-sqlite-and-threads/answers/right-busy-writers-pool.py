import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing


def write_all(path, batches):
    def write(batch):
        with closing(sqlite3.connect(path, timeout=30)) as conn, conn:
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)

    with ThreadPoolExecutor(max_workers=len(batches) or 1) as pool:
        for future in [pool.submit(write, batch) for batch in batches]:
            future.result()
