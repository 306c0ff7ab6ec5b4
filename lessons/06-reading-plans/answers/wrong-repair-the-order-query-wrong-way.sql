-- expects: Seoul is ahead of UTC
SELECT *
FROM orders
WHERE placed_at >= '2025-06-01 09:00'
  AND placed_at < '2025-06-02 09:00';
