import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor


def insert(path, batch):
    conn = sqlite3.connect(path, timeout=30)
    conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
    conn.commit()
    conn.close()


async def write_them(path, batches):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(len(batches) or 1) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, insert, path, batch) for batch in batches))


def write_all(path, batches):
    # A notebook has an event loop already, so this one gets a thread of its own.
    with ThreadPoolExecutor(1) as outside:
        outside.submit(asyncio.run, write_them(path, batches)).result()
