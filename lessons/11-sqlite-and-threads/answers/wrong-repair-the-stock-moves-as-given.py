# expects: BEGIN IMMEDIATE takes the lock at the start
import sqlite3
import threading


def move_all(path, moves):
    """Make each move, (source, target, pieces), in a thread of its own; whether each was done."""
    done = [False] * len(moves)

    def move(number, source, target, pieces):
        conn = sqlite3.connect(path, timeout=30, isolation_level=None)
        conn.execute("BEGIN")
        [there] = conn.execute("SELECT pieces FROM stock WHERE shelf = ?", (source,)).fetchone()
        if there >= pieces:
            conn.execute("UPDATE stock SET pieces = ? WHERE shelf = ?", (there - pieces, source))
            conn.execute("UPDATE stock SET pieces = pieces + ? WHERE shelf = ?", (pieces, target))
            done[number] = True
        conn.execute("COMMIT")
        conn.close()

    threads = [threading.Thread(target=move, args=(number, *each)) for number, each in enumerate(moves)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done
