-- expects: placed_at is returned in Seoul's time
SELECT id, placed_at + INTERVAL '9 hours' AS placed_at, cents
FROM orders
WHERE placed_at >= '2025-05-31 15:00' AND placed_at < '2025-06-01 15:00';
