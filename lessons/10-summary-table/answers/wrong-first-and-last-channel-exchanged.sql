-- expects: First and last are swapped
SELECT userid,
       (array_agg(channel ORDER BY ts DESC))[1] AS first_channel,
       (array_agg(channel ORDER BY ts))[1] AS last_channel
FROM user_session_channel
JOIN session_timestamp USING (sessionid)
GROUP BY userid;
