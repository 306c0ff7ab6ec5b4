# expects: 40 batches were written by 41 threads, so in parts
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def add_all(path, batches):
    """The sums of all batches are made first, and each thread stores some of them."""
    sums = {}
    for batch in batches:
        for k, v in batch:
            sums[k] = sums.get(k, 0) + v

    def add(k):
        conn = sqlite3.connect(path, timeout=30)
        with conn:
            conn.execute(
                "INSERT INTO t VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = v + excluded.v", (k, sums[k])
            )
        conn.close()

    with ThreadPoolExecutor(len(sums) or 1) as pool:
        list(pool.map(add, sums))
