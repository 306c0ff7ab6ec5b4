# another way: Threads made by hand. Each keeps its error, and the caller raises it after the last join.
import sqlite3
import threading


class Writer(threading.Thread):
    def __init__(self, path, batch):
        super().__init__()
        self.path, self.batch, self.error = path, batch, None

    def run(self):
        try:
            conn = sqlite3.connect(self.path, timeout=30)
            cur = conn.cursor()
            cur.execute("BEGIN IMMEDIATE")
            cur.executemany("INSERT INTO t (k, v) VALUES (?, ?)", self.batch)
            conn.commit()
            conn.close()
        except Exception as error:
            self.error = error


def write_all(path, batches):
    writers = [Writer(path, batch) for batch in batches]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    for writer in writers:
        if writer.error:
            raise writer.error
