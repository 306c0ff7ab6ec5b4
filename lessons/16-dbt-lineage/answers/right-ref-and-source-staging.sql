-- another way: each raw table is read by one staging model alone, and the totals are tables.

# file: models/staging/stg_orders.sql
{{ config(materialized='ephemeral') }}
select order_id, customer_id, placed_at::date as day from {{ source('shop', 'orders') }} where status != 'cancelled'
# file: models/staging/stg_order_items.sql
select order_id, quantity * unit_price as amount from {{ source('shop', 'order_items') }}
# file: models/staging/stg_customers.sql
select * from {{ source('shop', 'customers') }}
# file: models/schema.yml
models:
  - name: order_totals
    description: One row for each order that was not cancelled.
    columns:
      - name: order_id
        data_tests: [unique, not_null]
# file: models/order_totals.sql
{{ config(materialized='table') }}
with orders as (select * from {{ ref('stg_orders') }}),
     items as (select order_id, sum(amount) as amount from {{ ref('stg_order_items') }} group by 1)
select order_id, customer_id, day, amount from orders join items using (order_id)
# file: models/country_days.sql
{{ config(materialized='incremental', unique_key=['country', 'day']) }}
select country, day, count(*) as orders, sum(amount) as amount
from {{ ref('order_totals') }} join {{ ref('stg_customers') }} using (customer_id)
group by country, day
# file: models/best_days.sql
select distinct on (country) country, day, amount from {{ ref('country_days') }} order by country, amount desc, day
