# expects: with another program that holds the lock for six seconds
import sqlite3
import threading
import time


def write_all(path, batches):
    def work(rows):
        for _ in range(10):
            try:
                con = sqlite3.connect(path, timeout=0.1)
                with con:
                    con.executemany("INSERT INTO t VALUES (?,?)", rows)
                return
            except sqlite3.OperationalError:
                time.sleep(0.02)
            finally:
                con.close()

    ts = [threading.Thread(target=work, args=(b,)) for b in batches]
    for t in ts:
        t.start()
    for t in ts:
        t.join()
