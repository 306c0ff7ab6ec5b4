-- expects: years between
SELECT DISTINCT userid,
       FIRST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts::timestamp(0), channel) AS first_channel,
       FIRST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts::timestamp(0) DESC, channel) AS last_channel
FROM user_session_channel
JOIN session_timestamp USING (sessionid);
