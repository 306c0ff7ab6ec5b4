import sqlite3
import threading
import time


def write_all(path, batches):
    def write(batch):
        while True:
            conn = sqlite3.connect(path, timeout=0)
            try:
                with conn:
                    conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                time.sleep(0.05)
            finally:
                conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
