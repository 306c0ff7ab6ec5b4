# expects: with another program that holds the lock for six seconds
import sqlite3
import threading


def write_all(path, batches):
    def work(rows):
        for attempt in range(12):
            con = sqlite3.connect(path, timeout=0.1)
            try:
                with con:
                    con.executemany("INSERT INTO t VALUES (?,?)", rows)
                return
            except sqlite3.OperationalError:
                if attempt == 11:
                    raise
            finally:
                con.close()

    ts = [threading.Thread(target=work, args=(b,)) for b in batches]
    for t in ts:
        t.start()
    for t in ts:
        t.join()
