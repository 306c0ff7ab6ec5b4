-- expects: with another schema, and other raw tables: nightly.order_totals is not as it should be
-- file: models/order_totals.sql
SELECT o.order_id, o.customer_id, o.placed_at::date AS day, sum(i.quantity * i.unit_price) AS amount
FROM raw.orders AS o -- depends_on: {{ source('shop', 'orders') }}
JOIN raw.order_items AS i ON {# {{ source() }} #} i.order_id = o.order_id
WHERE o.status <> 'cancelled'
GROUP BY o.order_id, o.customer_id, o.placed_at::date
-- depends_on: {{ source('shop', 'order_items') }}
-- file: models/country_days.sql
SELECT c.country, t.day, count(*) AS orders, sum(t.amount) AS amount
FROM {{ ref('order_totals') }} AS t
JOIN {{ source('shop', 'customers') }} AS c ON c.customer_id = t.customer_id
GROUP BY c.country, t.day
-- file: models/best_days.sql
SELECT country, day, amount
FROM (
    SELECT country, day, amount, row_number() OVER (PARTITION BY country ORDER BY amount DESC, day) AS place
    FROM {{ ref('country_days') }}
) AS ranked
WHERE place = 1
