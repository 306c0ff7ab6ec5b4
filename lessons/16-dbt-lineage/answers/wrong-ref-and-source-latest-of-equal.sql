-- expects: nightly.best_days is not as it should be
-- file: models/order_totals.sql
SELECT o.order_id, o.customer_id, o.placed_at::date AS day, sum(i.quantity * i.unit_price) AS amount
FROM {{ source('shop', 'orders') }} AS o
JOIN {{ source('shop', 'order_items') }} AS i ON i.order_id = o.order_id
WHERE o.status <> 'cancelled'
GROUP BY o.order_id, o.customer_id, o.placed_at::date

-- file: models/country_days.sql
SELECT c.country, t.day, count(*) AS orders, sum(t.amount) AS amount
FROM {{ ref('order_totals') }} AS t
JOIN {{ source('shop', 'customers') }} AS c ON c.customer_id = t.customer_id
GROUP BY c.country, t.day

-- file: models/best_days.sql
SELECT country, max(day) AS day, amount
FROM {{ ref('country_days') }}
JOIN (SELECT country, max(amount) AS amount FROM {{ ref('country_days') }} GROUP BY country) AS best
USING (country, amount)
GROUP BY country, amount
