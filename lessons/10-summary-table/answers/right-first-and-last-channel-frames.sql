SELECT DISTINCT userid,
       FIRST_VALUE(channel) OVER whole AS first_channel,
       LAST_VALUE(channel) OVER whole AS last_channel
FROM user_session_channel
JOIN session_timestamp USING (sessionid)
WINDOW whole AS (PARTITION BY userid ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);
