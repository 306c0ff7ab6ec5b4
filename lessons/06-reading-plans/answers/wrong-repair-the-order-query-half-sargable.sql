-- expects: the range should begin with the day and end with it
SELECT *
FROM orders
WHERE placed_at >= '2025-05-01'
  AND placed_at < '2025-07-01'
  AND (placed_at + INTERVAL '9 hours')::date = '2025-06-01';
