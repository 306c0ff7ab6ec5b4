SELECT users.userid, f.channel AS first_channel, l.channel AS last_channel
FROM (SELECT DISTINCT userid FROM user_session_channel) AS users
CROSS JOIN LATERAL (
    SELECT channel FROM user_session_channel AS u JOIN session_timestamp AS t USING (sessionid)
    WHERE u.userid = users.userid ORDER BY ts LIMIT 1
) AS f
CROSS JOIN LATERAL (
    SELECT channel FROM user_session_channel AS u JOIN session_timestamp AS t USING (sessionid)
    WHERE u.userid = users.userid ORDER BY ts DESC LIMIT 1
) AS l;
