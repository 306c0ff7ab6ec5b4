# expects: the values are not in the order of the moves
import sqlite3
from concurrent.futures import ThreadPoolExecutor, as_completed


def move_all(path, moves):
    def move(source, target, pieces):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        conn.execute("BEGIN IMMEDIATE")
        [there] = conn.execute("SELECT pieces FROM stock WHERE shelf = ?", (source,)).fetchone()
        if there >= pieces:
            conn.execute("UPDATE stock SET pieces = pieces - ? WHERE shelf = ?", (pieces, source))
            conn.execute("UPDATE stock SET pieces = pieces + ? WHERE shelf = ?", (pieces, target))
        conn.execute("COMMIT")
        conn.close()
        return there >= pieces

    if not moves:
        return []
    with ThreadPoolExecutor(len(moves)) as pool:
        return [future.result() for future in as_completed([pool.submit(move, *each) for each in moves])]
