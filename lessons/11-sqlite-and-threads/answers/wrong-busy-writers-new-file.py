# expects: The rows that were there are gone
import sqlite3
import threading
from pathlib import Path


def write_all(path, batches):
    for name in (path, f"{path}-wal", f"{path}-shm"):
        Path(name).unlink(missing_ok=True)
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE t (k INTEGER, v TEXT)")
    conn.close()

    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
