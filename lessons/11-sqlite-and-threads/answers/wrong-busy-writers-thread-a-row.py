# expects: 40 batches were written by 200 threads, so in parts
import sqlite3
import threading


def write_all(path, batches):
    def write(row):
        conn = sqlite3.connect(path, timeout=30)
        conn.execute("INSERT INTO t (k, v) VALUES (?, ?)", row)
        conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(row,)) for batch in batches for row in batch]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
