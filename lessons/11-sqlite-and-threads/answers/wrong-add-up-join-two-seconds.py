# expects: it left 1 thread running: wait for them to end.
import sqlite3
import threading


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=60, isolation_level=None)
        conn.execute("BEGIN IMMEDIATE")
        for k, v in batch:
            row = conn.execute("SELECT v FROM t WHERE k = ?", (k,)).fetchone()
            if row:
                conn.execute("UPDATE t SET v = ? WHERE k = ?", (row[0] + v, k))
            else:
                conn.execute("INSERT INTO t VALUES (?, ?)", (k, v))
        conn.execute("COMMIT")
        conn.close()

    threads = [threading.Thread(target=add, args=(b,)) for b in batches]
    for t in threads:
        t.start()
    for t in threads:
        t.join(2)  # long enough, as a rule
