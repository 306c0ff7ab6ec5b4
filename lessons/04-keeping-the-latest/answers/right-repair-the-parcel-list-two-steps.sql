WITH timed AS (
    SELECT parcel, max(scanned_at) AS newest
    FROM scans
    GROUP BY parcel
),
last AS (
    SELECT max(scan) AS scan
    FROM scans
    JOIN timed USING (parcel)
    WHERE scanned_at IS NOT DISTINCT FROM newest
    GROUP BY parcel
)
SELECT parcel, depot, scanned_at
FROM scans
JOIN last USING (scan)
WHERE status = 'in transit';
