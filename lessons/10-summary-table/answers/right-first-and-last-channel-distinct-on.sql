-- another way: DISTINCT ON twice, once in each direction, joined. Redshift has no DISTINCT ON.
SELECT f.userid, f.channel AS first_channel, l.channel AS last_channel
FROM (
    SELECT DISTINCT ON (userid) userid, channel
    FROM user_session_channel JOIN session_timestamp USING (sessionid)
    ORDER BY userid, ts
) AS f
JOIN (
    SELECT DISTINCT ON (userid) userid, channel
    FROM user_session_channel JOIN session_timestamp USING (sessionid)
    ORDER BY userid, ts DESC
) AS l USING (userid);
