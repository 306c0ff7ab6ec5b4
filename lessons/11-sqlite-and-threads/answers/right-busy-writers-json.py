import json
import sqlite3
import threading


def write_all(path, batches):
    def write(batch):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        pairs = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)"
        conn.execute(f"INSERT INTO t (k, v) {pairs}", (json.dumps(batch),))
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
