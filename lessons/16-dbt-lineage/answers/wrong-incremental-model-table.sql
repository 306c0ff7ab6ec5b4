-- expects: rows of depot_days are written again after new scans
{{ config(materialized='table') }}

SELECT s.depot, s.scanned_at::date AS day, count(*) AS scans, sum(s.weight) AS weight, max(s.arrived_at) AS last_arrived_at
FROM {{ source('parcels', 'scans') }} AS s
GROUP BY s.depot, s.scanned_at::date
