-- expects: A parcel is listed whose latest scan has another status.
SELECT parcel, depot, scanned_at
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY parcel ORDER BY scanned_at DESC NULLS LAST, scan DESC) AS seq
    FROM scans
) AS numbered
WHERE seq = 1 AND status <> 'delivered';
