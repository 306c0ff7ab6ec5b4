-- expects: There is a row for each session
SELECT userid,
       FIRST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts) AS first_channel,
       FIRST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts DESC) AS last_channel
FROM user_session_channel
JOIN session_timestamp USING (sessionid);
