# another way: The UPDATE comes first and says whether enough pieces were there, so nothing is read before.
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def move_all(path, moves):
    def move(source, target, pieces):
        conn = sqlite3.connect(path, timeout=30)
        take = "UPDATE stock SET pieces = pieces - ? WHERE shelf = ? AND pieces >= ?"
        done = conn.execute(take, (pieces, source, pieces)).rowcount == 1
        if done:
            conn.execute("UPDATE stock SET pieces = pieces + ? WHERE shelf = ?", (pieces, target))
        conn.commit()
        conn.close()
        return done

    with ThreadPoolExecutor(len(moves) or 1) as pool:
        futures = [pool.submit(move, *each) for each in moves]
    return [future.result() for future in futures]
