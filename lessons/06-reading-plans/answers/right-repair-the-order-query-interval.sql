-- another way: The server calculates the limits from the day, so only one date changes tomorrow.
SELECT *
FROM orders
WHERE placed_at >= TIMESTAMP '2025-06-01' - INTERVAL '9 hours'
  AND placed_at < TIMESTAMP '2025-06-01' + INTERVAL '1 day' - INTERVAL '9 hours';
