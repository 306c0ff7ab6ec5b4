-- expects: A channel is cut: only a piece of it came back
SELECT userid, split_part(string_agg(channel, ' > ' ORDER BY ts), ' > ', 1) AS first_channel, split_part(string_agg(channel, ' > ' ORDER BY ts DESC), ' > ', 1) AS last_channel FROM user_session_channel JOIN session_timestamp USING (sessionid) GROUP BY userid;
