-- expects: without a frame
SELECT DISTINCT userid,
       FIRST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts) AS first_channel,
       LAST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts) AS last_channel
FROM user_session_channel
JOIN session_timestamp USING (sessionid);
