-- expects: You ordered by sessionid.
SELECT userid,
       (array_agg(channel ORDER BY sessionid))[1] AS first_channel,
       (array_agg(channel ORDER BY sessionid DESC))[1] AS last_channel
FROM user_session_channel
GROUP BY userid;
