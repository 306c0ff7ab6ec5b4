-- another way: The average of 100, 0 and -100. Shorter, and the cast to numeric(5, 2) rounds.
SELECT CAST(created_at AS DATE) AS day,
       avg(CASE WHEN score > 8 THEN 100 WHEN score < 7 THEN -100 ELSE 0 END)::numeric(5, 2) AS nps
FROM nps
GROUP BY 1;
