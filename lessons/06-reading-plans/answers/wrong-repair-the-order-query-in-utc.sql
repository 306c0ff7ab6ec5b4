-- expects: In Seoul that day begins nine hours earlier
SELECT *
FROM orders
WHERE placed_at >= '2025-06-01'
  AND placed_at < '2025-06-02';
