import threading
from sqlite3 import connect


def write_all(path, batches):
    connect(path, timeout=30).execute("PRAGMA journal_mode = WAL").close()

    def write(batch):
        conn = connect(path, timeout=30, isolation_level="IMMEDIATE")
        conn.execute("CREATE TEMP TABLE stage (k INTEGER, v TEXT)")
        conn.executemany("INSERT INTO stage VALUES (?, ?)", batch)
        conn.execute("INSERT INTO t (k, v) SELECT k, v FROM stage")
        conn.commit()
        conn.close()

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
