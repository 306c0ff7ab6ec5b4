-- expects: The filter computes with placed_at, row by row
SELECT id, placed_at, cents
FROM orders
WHERE (placed_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Seoul')::date = '2025-06-01';
