# expects: wait for them to end
import sqlite3
import threading


def add_all(path, batches):
    def add(batch):
        conn = sqlite3.connect(path, timeout=30)
        with conn:
            conn.executemany("INSERT INTO t VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = v + excluded.v", batch)
        conn.close()

    for batch in batches:
        threading.Thread(target=add, args=(batch,)).start()
