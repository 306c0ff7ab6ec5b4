-- ROW_NUMBER with NULLS LAST
SELECT id, modified, score
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY modified DESC NULLS LAST) AS seq
    FROM changes
) AS numbered
WHERE seq = 1;
