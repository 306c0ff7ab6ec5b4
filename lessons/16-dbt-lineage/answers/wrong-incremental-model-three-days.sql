-- expects: is not as it should be after new scans
{{ config(materialized='incremental', unique_key=['depot', 'day'], incremental_strategy='delete+insert') }}

SELECT s.depot, s.scanned_at::date AS day, count(*) AS scans, sum(s.weight) AS weight, max(s.arrived_at) AS last_arrived_at
FROM {{ source('parcels', 'scans') }} AS s
{% if is_incremental() %}
WHERE s.scanned_at::date >= (SELECT max(day) - 3 FROM {{ this }})
{% endif %}
GROUP BY s.depot, s.scanned_at::date
