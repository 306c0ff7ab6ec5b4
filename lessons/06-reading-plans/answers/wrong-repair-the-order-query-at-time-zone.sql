-- expects: the plan reads the whole table orders
SELECT *
FROM orders
WHERE (placed_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Seoul')::date = '2025-06-01';
