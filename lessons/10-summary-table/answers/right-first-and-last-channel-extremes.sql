WITH visits AS (
    SELECT u.userid, u.channel, t.ts
    FROM user_session_channel AS u
    INNER JOIN session_timestamp AS t ON u.sessionid = t.sessionid
), extremes AS (
    SELECT userid, min(ts) AS first_ts, max(ts) AS last_ts FROM visits GROUP BY userid
)
SELECT e.userid, f.channel AS first_channel, l.channel AS last_channel
FROM extremes AS e
JOIN visits AS f ON f.userid = e.userid AND f.ts = e.first_ts
JOIN visits AS l ON l.userid = e.userid AND l.ts = e.last_ts;
