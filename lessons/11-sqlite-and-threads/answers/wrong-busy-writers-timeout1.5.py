# expects: with another program that holds the lock for six seconds
import sqlite3
import threading


def write_all(path, batches):
    def work(rows):
        con = sqlite3.connect(path, timeout=1.5)
        with con:
            con.executemany("INSERT INTO t VALUES (?,?)", rows)
        con.close()

    ts = [threading.Thread(target=work, args=(b,)) for b in batches]
    for t in ts:
        t.start()
    for t in ts:
        t.join()
