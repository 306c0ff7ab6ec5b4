-- ROW_NUMBER with two columns in the order
SELECT sensor, at, value, seq
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY sensor ORDER BY at DESC, seq DESC) AS place
    FROM readings
) AS numbered
WHERE place = 1;
