WITH numbered AS (
    SELECT u.userid, u.channel,
           ROW_NUMBER() OVER (PARTITION BY u.userid ORDER BY t.ts) AS seq,
           count(*) OVER (PARTITION BY u.userid) AS sessions
    FROM user_session_channel AS u
    JOIN session_timestamp AS t ON t.sessionid = u.sessionid
)
SELECT f.userid, f.channel AS first_channel, l.channel AS last_channel
FROM numbered AS f
JOIN numbered AS l ON l.userid = f.userid AND l.seq = l.sessions
WHERE f.seq = 1;
