-- the ids by the index, then their rows
SELECT *
FROM nps
WHERE id IN (
    SELECT id
    FROM nps
    WHERE modified >= :run_date
      AND modified < TIMESTAMPADD(DAY, 1, :run_date)
);
