import sqlite3
import threading


def add_all(path, batches):
    errors = []

    def add(batch):
        try:
            conn = sqlite3.connect(path, timeout=60)
            with conn:
                conn.executemany("INSERT OR IGNORE INTO t VALUES (?, 0)", [(k,) for k, _ in batch])
                conn.executemany("UPDATE t SET v = v + ? WHERE k = ?", [(v, k) for k, v in batch])
            conn.close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=add, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
