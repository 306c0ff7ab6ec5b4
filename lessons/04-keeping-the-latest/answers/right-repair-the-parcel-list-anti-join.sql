SELECT s.parcel, s.depot, s.scanned_at
FROM scans AS s
WHERE s.status = 'in transit'
  AND NOT EXISTS (
      SELECT 1
      FROM scans AS newer
      WHERE newer.parcel = s.parcel
        AND (coalesce(newer.scanned_at, '-infinity'), newer.scan) > (coalesce(s.scanned_at, '-infinity'), s.scan)
  );
