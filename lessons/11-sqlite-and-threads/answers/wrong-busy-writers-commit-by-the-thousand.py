# expects: another program saw 1000 of a batch's 1100 rows
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        for at in range(0, len(batch), 1000):
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch[at : at + 1000])
            conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
