-- expects: A channel is not that of the user
SELECT userid, substring(min(ts || '~' || channel) FROM '~(.*)$') AS first_channel, substring(max(ts || '~' || channel) FROM '~(.*)$') AS last_channel FROM user_session_channel JOIN session_timestamp USING (sessionid) GROUP BY userid;
