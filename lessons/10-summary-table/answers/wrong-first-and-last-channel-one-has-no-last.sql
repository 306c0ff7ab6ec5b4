-- expects: A user with one session has no last channel
WITH numbered AS (
    SELECT userid, channel,
           ROW_NUMBER() OVER (PARTITION BY userid ORDER BY ts) AS seq,
           ROW_NUMBER() OVER (PARTITION BY userid ORDER BY ts DESC) AS back
    FROM user_session_channel JOIN session_timestamp USING (sessionid)
)
SELECT userid,
       max(CASE WHEN seq = 1 THEN channel END) AS first_channel,
       max(CASE WHEN back = 1 AND seq > 1 THEN channel END) AS last_channel
FROM numbered
GROUP BY userid;
