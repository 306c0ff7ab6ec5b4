-- expects: the wrong one is kept: order by scanned_at first
SELECT parcel, depot, scanned_at
FROM (
    SELECT *, ROW_NUMBER() OVER (
        PARTITION BY parcel ORDER BY scanned_at DESC NULLS LAST, scan::double precision DESC
    ) AS seq
    FROM scans
) AS numbered
WHERE seq = 1 AND status = 'in transit';
