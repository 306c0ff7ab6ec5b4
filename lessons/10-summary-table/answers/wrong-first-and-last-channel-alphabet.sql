-- expects: the first and last of the alphabet
SELECT userid, min(channel) AS first_channel, max(channel) AS last_channel
FROM user_session_channel
GROUP BY userid;
