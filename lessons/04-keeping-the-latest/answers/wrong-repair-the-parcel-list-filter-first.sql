-- expects: Keep the latest scan first, then filter
SELECT parcel, depot, scanned_at
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY parcel ORDER BY scanned_at DESC NULLS LAST, scan DESC) AS seq
    FROM scans
    WHERE status = 'in transit'
) AS numbered
WHERE seq = 1;
