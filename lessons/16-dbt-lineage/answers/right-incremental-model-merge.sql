-- another way: all days are computed, and only those that differ from the table are merged into it.

-- file: models/depot_days.sql
{{ config(materialized='incremental', unique_key=['depot', 'day'], incremental_strategy='merge') }}
with built as (
    select depot, cast(scanned_at as date) as day, count(*) as scans, sum(weight) as weight,
           max(arrived_at) as last_arrived_at
    from {{ source('parcels', 'scans') }}
    group by 1, 2
)
select * from built
{% if is_incremental() %}
where not exists (
    select 1 from {{ this }} as t
    where t.depot = built.depot and t.day = built.day and t.scans = built.scans
)
{% endif %}
# file: models/schema.yml
models:
  - name: depot_days
    columns:
      - name: depot
        data_tests: [not_null]
