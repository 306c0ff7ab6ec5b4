-- expects: the order in which the rows happen to be stored
SELECT userid, (array_agg(channel))[1] AS first_channel, (array_agg(channel))[count(*)] AS last_channel
FROM user_session_channel
GROUP BY userid;
