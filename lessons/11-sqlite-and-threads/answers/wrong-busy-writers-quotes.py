# expects: ended with OperationalError: near "s": syntax error
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30)
        for k, v in batch:
            value = "NULL" if v is None else f"'{v}'"
            conn.execute(f"INSERT INTO t (k, v) VALUES ({k}, {value})")
        conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
