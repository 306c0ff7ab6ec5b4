import threading

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool


def write_all(path, batches):
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30}, poolclass=NullPool)

    def write(batch):
        if batch:
            with engine.begin() as conn:
                conn.execute(text("INSERT INTO t (k, v) VALUES (:k, :v)"), [{"k": k, "v": v} for k, v in batch])

    threads = [threading.Thread(target=write, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
