-- expects: The last channel is that of the second session
WITH numbered AS (
    SELECT userid, channel, ROW_NUMBER() OVER (PARTITION BY userid ORDER BY ts) AS seq
    FROM user_session_channel JOIN session_timestamp USING (sessionid)
)
SELECT f.userid, f.channel AS first_channel, l.channel AS last_channel
FROM numbered AS f LEFT JOIN numbered AS l ON l.userid = f.userid AND l.seq = 2
WHERE f.seq = 1;
