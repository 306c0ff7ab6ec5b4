import sqlite3
import threading


def write_all(path, batches):
    together = threading.Barrier(len(batches))

    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        together.wait()
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,), daemon=True) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
