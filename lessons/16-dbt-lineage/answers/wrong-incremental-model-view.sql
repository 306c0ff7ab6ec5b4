-- expects: depot_days is no table that keeps its rows
{{ config(materialized='view') }}

SELECT s.depot, s.scanned_at::date AS day, count(*) AS scans, sum(s.weight) AS weight, max(s.arrived_at) AS last_arrived_at
FROM {{ source('parcels', 'scans') }} AS s
GROUP BY s.depot, s.scanned_at::date
