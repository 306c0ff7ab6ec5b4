-- expects: BETWEEN includes both ends
SELECT *
FROM orders
WHERE placed_at BETWEEN '2025-05-31 15:00' AND '2025-06-01 15:00';
