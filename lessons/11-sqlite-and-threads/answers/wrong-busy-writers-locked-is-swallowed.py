# expects: In 40 threads a statement raised an error that went unnoticed
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=0.05)
        try:
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
            conn.commit()
        except sqlite3.OperationalError:
            pass
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
