-- expects: is not as it should be after new scans
{{ config(materialized='incremental', unique_key=['depot', 'day'], incremental_strategy='delete+insert') }}

SELECT s.depot, s.scanned_at::date AS day, count(*) AS scans, sum(s.weight) AS weight, max(s.arrived_at) AS last_arrived_at
FROM {{ source('parcels', 'scans') }} AS s
{% if is_incremental() %}
JOIN (
    SELECT DISTINCT depot, scanned_at::date AS day
    FROM {{ source('parcels', 'scans') }}
    WHERE arrived_at > (SELECT coalesce(max(last_arrived_at), '1900-01-01') FROM {{ this }})
) AS new ON new.depot = s.depot AND new.day = s.scanned_at::date
{% endif %}
GROUP BY s.depot, s.scanned_at::date
