# expects: OperationalError: database is locked. SQLite has one writer at a time
import sqlite3
import threading
import time


def write_all(path, batches):
    def write(batch):
        for attempt in range(3):
            conn = sqlite3.connect(path, timeout=0)
            try:
                conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
                conn.commit()
                return
            except sqlite3.OperationalError:
                if attempt == 2:
                    raise
                time.sleep(0.05)
            finally:
                conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
