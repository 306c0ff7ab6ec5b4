-- expects: years between
SELECT DISTINCT userid,
       FIRST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts::date) AS first_channel,
       FIRST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts::date DESC) AS last_channel
FROM user_session_channel
JOIN session_timestamp USING (sessionid);
