-- expects: it looks only as far as the current row
SELECT userid, first_channel, last_channel
FROM (
    SELECT userid,
           FIRST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts) AS first_channel,
           LAST_VALUE(channel) OVER (PARTITION BY userid ORDER BY ts) AS last_channel,
           ROW_NUMBER() OVER (PARTITION BY userid ORDER BY ts) AS seq
    FROM user_session_channel
    JOIN session_timestamp USING (sessionid)
) AS numbered
WHERE seq = 1;
