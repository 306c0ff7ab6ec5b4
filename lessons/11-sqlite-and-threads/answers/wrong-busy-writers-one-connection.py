# expects: ProgrammingError: SQLite objects created in a thread can only be used in that same thread
import sqlite3
import threading


def write_all(path, batches):
    conn = sqlite3.connect(path, timeout=30)
    threads = [
        threading.Thread(target=conn.executemany, args=("INSERT INTO t (k, v) VALUES (?, ?)", batch))
        for batch in batches
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    conn.commit()
    conn.close()
