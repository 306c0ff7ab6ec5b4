-- the first element of a sorted array of whole rows, with Windows line ends
WITH newest AS (
    SELECT (array_agg(t ORDER BY t.created_date DESC))[1] AS whole
    FROM temp_weather AS t
    GROUP BY t.date
)
SELECT (whole).* FROM newest;
