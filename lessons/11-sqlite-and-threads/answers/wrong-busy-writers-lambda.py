# expects: Each thread wrote the last batch
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    threads = []
    for batch in batches:
        threads.append(threading.Thread(target=lambda: write(batch)))  # noqa: B023
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
