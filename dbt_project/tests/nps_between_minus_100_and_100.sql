SELECT day, nps
FROM {{ ref('daily_nps') }}
WHERE nps NOT BETWEEN -100 AND 100
