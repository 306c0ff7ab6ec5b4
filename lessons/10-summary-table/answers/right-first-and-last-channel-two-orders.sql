SELECT userid, min(first_channel) AS first_channel, min(last_channel) AS last_channel
FROM (
    SELECT u.userid,
           FIRST_VALUE(u.channel) OVER (PARTITION BY u.userid ORDER BY t.ts) AS first_channel,
           FIRST_VALUE(u.channel) OVER (PARTITION BY u.userid ORDER BY t.ts DESC) AS last_channel
    FROM user_session_channel AS u, session_timestamp AS t
    WHERE t.sessionid = u.sessionid
) AS both_ends
GROUP BY userid;
