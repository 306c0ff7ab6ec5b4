# expects: wait for them to end.
import sqlite3
import threading
import time


def write_all(path, batches):
    def work(rows):
        con = sqlite3.connect(path, timeout=30)
        with con:
            con.executemany("INSERT INTO t VALUES (?,?)", rows)
        con.close()

    for b in batches:
        threading.Thread(target=work, args=(b,), daemon=True).start()
    time.sleep(3)
