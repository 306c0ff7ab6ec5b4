-- expects: order by scan DESC too
SELECT parcel, depot, scanned_at
FROM (
    SELECT *, RANK() OVER (PARTITION BY parcel ORDER BY scanned_at DESC NULLS LAST) AS seq
    FROM scans
) AS numbered
WHERE seq = 1
  AND status = 'in transit';
