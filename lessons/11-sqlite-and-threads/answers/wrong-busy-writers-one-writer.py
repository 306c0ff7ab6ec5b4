# expects: 40 batches were written by 1 thread: each should have a thread of its own
import queue
import sqlite3
import threading


def write_all(path, batches):
    rows = queue.Queue()

    def writer():
        conn = sqlite3.connect(path, timeout=30)
        while (batch := rows.get()) is not None:
            conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
        conn.commit()
        conn.close()

    thread = threading.Thread(target=writer)
    thread.start()
    senders = [threading.Thread(target=rows.put, args=(batch,)) for batch in batches]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    rows.put(None)
    thread.join()
