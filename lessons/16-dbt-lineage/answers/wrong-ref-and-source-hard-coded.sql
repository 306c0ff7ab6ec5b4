-- expects: dbt does not know that order_totals is made from shop.orders: it knows nothing.
-- file: models/order_totals.sql
SELECT o.order_id, o.customer_id, o.placed_at::date AS day, sum(i.quantity * i.unit_price) AS amount
FROM raw.orders AS o JOIN raw.order_items AS i ON i.order_id = o.order_id
WHERE o.status <> 'cancelled'
GROUP BY o.order_id, o.customer_id, o.placed_at::date
-- file: models/country_days.sql
SELECT c.country, t.day, count(*) AS orders, sum(t.amount) AS amount
FROM analytics.order_totals AS t JOIN raw.customers AS c ON c.customer_id = t.customer_id
GROUP BY c.country, t.day
-- file: models/best_days.sql
SELECT country, day, amount
FROM (
    SELECT country, day, amount, row_number() OVER (PARTITION BY country ORDER BY amount DESC, day) AS place
    FROM analytics.country_days
) AS ranked
WHERE place = 1
