import sqlite3
import threading


def write_all(path, batches):
    conns = [sqlite3.connect(path, timeout=30, check_same_thread=False) for _ in batches]

    def write(conn, batch):
        with conn:
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)

    threads = [threading.Thread(target=write, args=pair) for pair in zip(conns, batches, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for conn in conns:
        conn.close()
