-- another way: each rule is a SELECT of the bad rows, and one macro serves two of them.

-- file: macros/generic.sql
{% test holds(model, column_name, condition) %}
select * from {{ model }} where not coalesce({{ condition }}, false)
{% endtest %}
-- file: tests/orders_once.sql
select order_id from {{ ref('orders') }} group by 1 having count(*) > 1 or order_id is null
-- file: tests/orders_of_somebody.sql
select * from {{ source('shop', 'orders') }} as o
where not exists (select 1 from {{ source('shop', 'customers') }} as c where c.customer_id = o.customer_id)
# file: models/schema.yml
models:
  - name: orders
    columns:
      - name: status
        data_tests:
          - holds: {arguments: {condition: "status in ('placed', 'paid', 'shipped', 'returned')"}}
      - name: amount
        data_tests:
          - holds: {arguments: {condition: amount >= 0}}
      - name: shipped_at
        data_tests:
          - holds: {arguments: {condition: shipped_at is null or shipped_at >= placed_at}}
-- file: tests/revenue.sql
with o as (
    select placed_at::date as day, sum(amount) as revenue from {{ ref('orders') }} where status <> 'returned' group by 1
)
(select * from o except all select day, revenue from {{ ref('daily_revenue') }})
union all
(select day, revenue from {{ ref('daily_revenue') }} except all select * from o)
