-- expects: what the given query returns
SELECT parcel, depot, scanned_at
FROM (
    SELECT *, RANK() OVER (PARTITION BY parcel, depot ORDER BY scanned_at DESC) AS seq
    FROM scans
    WHERE status = 'in transit'
) AS numbered
WHERE seq = 1;
