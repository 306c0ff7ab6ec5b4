# expects: it stops with an error (with another program that writes): OperationalError: database is locked
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def write_all(path, batches):
    turn = __import__("threading").Lock()

    def write(batch):
        with turn, sqlite3.connect(path, timeout=0) as conn:
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)

    with ThreadPoolExecutor(len(batches) or 1) as pool:
        for future in [pool.submit(write, batch) for batch in batches]:
            future.result()
