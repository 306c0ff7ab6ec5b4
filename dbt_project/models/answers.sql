SELECT id, created_at::date AS day,
       CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END AS net
FROM {{ source('raw', 'nps') }}
