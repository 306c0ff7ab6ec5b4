-- expects: PARTITION BY userid is missing.
SELECT DISTINCT userid,
       FIRST_VALUE(channel) OVER (ORDER BY ts, userid) AS first_channel,
       FIRST_VALUE(channel) OVER (ORDER BY ts DESC, userid DESC) AS last_channel
FROM user_session_channel
JOIN session_timestamp USING (sessionid);
