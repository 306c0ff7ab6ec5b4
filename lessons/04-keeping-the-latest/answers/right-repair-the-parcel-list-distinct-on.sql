-- another way: PostgreSQL's DISTINCT ON keeps the first scan of each parcel, and the outer query filters.
SELECT parcel, depot, scanned_at
FROM (
    SELECT DISTINCT ON (parcel) *
    FROM scans
    ORDER BY parcel, scanned_at DESC NULLS LAST, scan DESC
) AS latest
WHERE status = 'in transit';
