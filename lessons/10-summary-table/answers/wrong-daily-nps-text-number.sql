-- expects: `nps` is text
SELECT created_at::date AS day,
       to_char(avg(CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END), 'FM990.00') AS nps
FROM nps
GROUP BY 1;
