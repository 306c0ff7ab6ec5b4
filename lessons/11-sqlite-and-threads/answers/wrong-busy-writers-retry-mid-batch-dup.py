# expects: with another program that holds the lock for six seconds
import sqlite3
import threading
import time


def write_all(path, batches):
    def work(rows):
        con = sqlite3.connect(path, timeout=0.1, isolation_level=None)
        while True:
            try:
                for r in rows:
                    con.execute("INSERT INTO t VALUES (?,?)", r)
                break
            except sqlite3.OperationalError:
                time.sleep(0.05)
        con.close()

    ts = [threading.Thread(target=work, args=(b,)) for b in batches]
    for t in ts:
        t.start()
    for t in ts:
        t.join()
