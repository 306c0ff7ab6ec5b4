-- expects: A channel is not that of the user's earliest or latest ts.
SELECT userid,
       (array_agg(channel ORDER BY to_char(ts, 'DD.MM.YYYY HH24:MI:SS.US')))[1] AS first_channel,
       (array_agg(channel ORDER BY to_char(ts, 'DD.MM.YYYY HH24:MI:SS.US') DESC))[1] AS last_channel
FROM user_session_channel
JOIN session_timestamp USING (sessionid)
GROUP BY userid;
