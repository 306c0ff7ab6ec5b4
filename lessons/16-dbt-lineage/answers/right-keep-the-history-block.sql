-- file: snapshots/customers.sql
{% snapshot customer_history %}
{{ config(unique_key='customer_id', strategy='check', check_cols='all', invalidate_hard_deletes=true) }}
select * from {{ source('shop', 'customers') }}
{% endsnapshot %}
