# expects: Queues that the day no longer has are still there
from collections import Counter


def count_day(conn, run_date, tickets):
    closed, spent = Counter(), Counter()
    for queue, minutes in tickets:
        closed[queue] += 1
        spent[queue] += minutes
    rows = [(run_date, queue, closed[queue], spent[queue]) for queue in closed]
    with conn, conn.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO queue_days VALUES (%s, %s, %s, %s)
            ON CONFLICT (day, queue) DO UPDATE SET closed = EXCLUDED.closed, minutes = EXCLUDED.minutes
            """,
            rows,
        )
