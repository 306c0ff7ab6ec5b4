WITH numbered AS (
    SELECT c.userid, c.channel,
           row_number() OVER (PARTITION BY c.userid ORDER BY t.ts) AS from_start,
           row_number() OVER (PARTITION BY c.userid ORDER BY t.ts DESC) AS from_end
    FROM {{ source('raw', 'user_session_channel') }} AS c
    JOIN {{ source('raw', 'session_timestamp') }} AS t ON t.sessionid = c.sessionid
)
SELECT userid,
       max(CASE WHEN from_start = 1 THEN channel END) AS first_channel,
       max(CASE WHEN from_end = 1 THEN channel END) AS last_channel
FROM numbered
GROUP BY userid
