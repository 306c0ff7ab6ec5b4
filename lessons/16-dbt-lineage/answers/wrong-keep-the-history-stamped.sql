-- expects: customer_id 3 had 1 version after a change
-- file: snapshots/customers.sql
{% snapshot customer_history %}
{{ config(unique_key='customer_id', strategy='check', check_cols='all', hard_deletes='invalidate') }}
select *, clock_timestamp() as seen_at from {{ source('shop', 'customers') }}
{% endsnapshot %}
