# expects: more were taken than were there
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def move_all(path, moves):
    def move(source, target, pieces):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        [there] = conn.execute("SELECT pieces FROM stock WHERE shelf = ?", (source,)).fetchone()
        if there >= pieces:
            conn.execute("BEGIN IMMEDIATE")
            conn.execute("UPDATE stock SET pieces = pieces - ? WHERE shelf = ?", (pieces, source))
            conn.execute("UPDATE stock SET pieces = pieces + ? WHERE shelf = ?", (pieces, target))
            conn.execute("COMMIT")
        conn.close()
        return there >= pieces

    with ThreadPoolExecutor(len(moves) or 1) as pool:
        futures = [pool.submit(move, *each) for each in moves]
    return [future.result() for future in futures]
