import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        conn.execute("BEGIN IMMEDIATE")
        [before] = conn.execute("SELECT count(*) FROM t").fetchone()
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        [after] = conn.execute("SELECT count(*) FROM t").fetchone()
        assert after == before + len(batch)
        conn.execute("COMMIT")
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
