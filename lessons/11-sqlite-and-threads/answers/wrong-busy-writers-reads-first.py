# expects: database is locked. A transaction that has read does not wait for the lock
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        conn.execute("BEGIN")
        conn.execute("SELECT count(*) FROM t").fetchone()
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.execute("COMMIT")
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
