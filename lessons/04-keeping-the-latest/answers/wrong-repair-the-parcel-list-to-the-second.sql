-- expects: scans soon after one another, with lower numbers
SELECT parcel, depot, scanned_at
FROM (
    SELECT *, ROW_NUMBER() OVER (
        PARTITION BY parcel ORDER BY date_trunc('second', scanned_at) DESC NULLS LAST, scan DESC
    ) AS seq
    FROM scans
) AS numbered
WHERE seq = 1 AND status = 'in transit';
