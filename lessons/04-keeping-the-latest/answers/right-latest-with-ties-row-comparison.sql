-- the greatest pair (at, seq), compared as a row
SELECT r.* FROM readings r
WHERE (r.at, r.seq) = (SELECT s.at, s.seq FROM readings s WHERE s.sensor = r.sensor ORDER BY s.at DESC, s.seq DESC LIMIT 1);
