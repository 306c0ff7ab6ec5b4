-- expects: A user has more than one row
WITH visits AS (
    SELECT userid, channel, ts FROM user_session_channel JOIN session_timestamp USING (sessionid)
), extremes AS (
    SELECT userid, min(ts) AS first_ts, max(ts) AS last_ts FROM visits GROUP BY userid
)
SELECT e.userid, f.channel AS first_channel, l.channel AS last_channel
FROM extremes AS e
JOIN visits AS f ON f.ts = e.first_ts
JOIN visits AS l ON l.ts = e.last_ts;
