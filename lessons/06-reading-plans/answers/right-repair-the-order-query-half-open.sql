SELECT id, placed_at, cents
FROM orders
WHERE placed_at >= '2025-05-31 15:00'
  AND placed_at < '2025-06-01 15:00';
