# expects: An addition was lost, and no error says so
import sqlite3
import threading


def add_all(path, batches):
    turn = threading.Lock()

    def add(batch):
        conn = sqlite3.connect(path, timeout=30)
        with turn:
            for k, v in batch:
                found = conn.execute("SELECT v FROM t WHERE k = ?", (k,)).fetchone()
                total = v + (found[0] if found else 0)
                conn.execute("INSERT OR REPLACE INTO t VALUES (?, ?)", (k, total))
            conn.commit()
        conn.close()

    threads = [threading.Thread(target=add, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
