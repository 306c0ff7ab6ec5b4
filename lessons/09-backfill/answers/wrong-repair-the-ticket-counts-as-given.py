# expects: `day` is run_date, not what the clock says
from datetime import date, timedelta


def count_day(conn, run_date, tickets):
    """Count the tickets, tuples of (queue, minutes), that were closed on run_date."""
    day = date.today() - timedelta(days=1)
    with conn, conn.cursor() as cursor:
        for queue, minutes in tickets:
            cursor.execute(
                """
                INSERT INTO queue_days (day, queue, closed, minutes)
                VALUES (%s, %s, 1, %s)
                ON CONFLICT (day, queue) DO UPDATE
                SET closed = queue_days.closed + 1, minutes = queue_days.minutes + EXCLUDED.minutes
                """,
                (day, queue, minutes),
            )
