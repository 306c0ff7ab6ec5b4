-- expects: the plan reads the whole table orders
SELECT id, placed_at, cents
FROM orders
WHERE (placed_at + INTERVAL '9 hours')::date = '2025-06-01';
