SELECT userid,
       max(CASE WHEN from_start = 1 THEN channel END) AS first_channel,
       max(CASE WHEN from_end = 1 THEN channel END) AS last_channel
FROM (
    SELECT u.userid, u.channel,
           ROW_NUMBER() OVER (PARTITION BY u.userid ORDER BY t.ts) AS from_start,
           ROW_NUMBER() OVER (PARTITION BY u.userid ORDER BY t.ts DESC) AS from_end
    FROM user_session_channel AS u
    JOIN session_timestamp AS t ON t.sessionid = u.sessionid
) AS numbered
GROUP BY userid;
