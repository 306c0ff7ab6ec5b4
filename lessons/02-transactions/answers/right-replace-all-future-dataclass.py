from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Answer:
    id: int
    created_at: datetime | None
    score: int | None


def replace_all(conn, rows: list[tuple]) -> None:
    with conn, conn.cursor() as cur:
        cur.execute("DELETE FROM nps")
        for a in (Answer(*r) for r in rows):
            cur.execute("INSERT INTO nps VALUES (%s,%s,%s)", (a.id, a.created_at, a.score))
