import sqlite3
import threading


def write_all(path, batches):
    conn = sqlite3.connect(path, timeout=30, check_same_thread=False)
    turn = threading.Lock()

    def write(batch):
        with turn, conn:
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    conn.close()
