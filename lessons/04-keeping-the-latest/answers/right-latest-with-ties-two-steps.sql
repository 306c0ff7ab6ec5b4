-- another way: First the latest time, then the highest number among those: two GROUP BYs, which run
-- on every engine.
WITH latest AS (
    SELECT sensor, max(at) AS at FROM readings GROUP BY sensor
), last_of_it AS (
    SELECT sensor, at, max(seq) AS seq FROM readings JOIN latest USING (sensor, at) GROUP BY sensor, at
)
SELECT * FROM readings JOIN last_of_it USING (sensor, at, seq);
