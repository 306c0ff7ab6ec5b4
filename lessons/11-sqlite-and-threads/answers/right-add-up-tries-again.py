import random
import sqlite3
import threading
import time


def add_all(path, batches):
    def attempt(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            conn.execute("BEGIN")
            for k, v in batch:
                row = conn.execute("SELECT v FROM t WHERE k = ?", (k,)).fetchone()
                total = v if row is None else row[0] + v
                conn.execute("REPLACE INTO t VALUES (?, ?)", (k, total))
            conn.execute("COMMIT")
            return True
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            return False
        finally:
            conn.close()

    def add(batch):
        while not attempt(batch):
            time.sleep(random.random() / 20)

    threads = [threading.Thread(target=add, args=(batch,)) for batch in batches]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
