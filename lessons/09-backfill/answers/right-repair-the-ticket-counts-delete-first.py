def count_day(conn, run_date, tickets):
    """Count the tickets, tuples of (queue, minutes), that were closed on run_date."""
    with conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM queue_days WHERE day = %s", (run_date,))
        for queue, minutes in tickets:
            cursor.execute(
                """
                INSERT INTO queue_days (day, queue, closed, minutes)
                VALUES (%s, %s, 1, %s)
                ON CONFLICT (day, queue) DO UPDATE
                SET closed = queue_days.closed + 1, minutes = queue_days.minutes + EXCLUDED.minutes
                """,
                (run_date, queue, minutes),
            )
