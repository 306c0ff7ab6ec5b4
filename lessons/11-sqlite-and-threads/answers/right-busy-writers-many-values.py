import itertools
import sqlite3
import threading


def write(path, batch, errors):
    if not batch:
        return
    conn = sqlite3.connect(path, timeout=30)
    try:
        marks = ", ".join(["(?, ?)"] * len(batch))
        conn.execute(f"INSERT INTO t (k, v) VALUES {marks}", list(itertools.chain(*batch)))
        conn.commit()
    except Exception as error:
        errors.append(error)
    finally:
        conn.close()


def write_all(path, batches):
    errors = []
    threads = [threading.Thread(target=write, args=(path, batch, errors)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if errors:
        raise errors[0]
