import contextlib
import sqlite3
import threading

import pandas as pd


def write_all(path, batches):
    def write(batch):
        rows = pd.DataFrame(batch, columns=["k", "v"])
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as conn:
            rows.to_sql("t", conn, if_exists="append", index=False)

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
