from dataclasses import astuple, dataclass
from datetime import datetime


@dataclass
class Answer:
    id: int
    created_at: "datetime | None"
    score: "int | None"


def replace_all(conn, rows):
    answers = [Answer(*r) for r in rows]
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        cur.executemany("INSERT INTO nps VALUES (%s,%s,%s)", map(astuple, answers))
