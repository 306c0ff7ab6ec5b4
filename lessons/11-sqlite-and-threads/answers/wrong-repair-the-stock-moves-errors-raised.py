# expects: BEGIN IMMEDIATE takes the lock at the start
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def move_all(path, moves):
    """Make each move, (source, target, pieces), in a thread of its own; whether each was done."""

    def move(source, target, pieces):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        conn.execute("BEGIN")
        [there] = conn.execute("SELECT pieces FROM stock WHERE shelf = ?", (source,)).fetchone()
        if there >= pieces:
            conn.execute("UPDATE stock SET pieces = ? WHERE shelf = ?", (there - pieces, source))
            conn.execute("UPDATE stock SET pieces = pieces + ? WHERE shelf = ?", (pieces, target))
        conn.execute("COMMIT")
        conn.close()
        return there >= pieces

    with ThreadPoolExecutor(len(moves) or 1) as pool:
        futures = [pool.submit(move, *each) for each in moves]
    return [future.result() for future in futures]
